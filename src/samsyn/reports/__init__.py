"""Documents made of numbers and texts."""
