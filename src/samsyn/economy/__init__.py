"""The money: what was asked for, decided, budgeted and spent, exact to the öre."""
