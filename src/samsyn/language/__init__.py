"""How numbers, amounts, dates and lists are written for a Swedish reader."""
