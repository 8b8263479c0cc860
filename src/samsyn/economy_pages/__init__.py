"""The pages of Ekonomi: budget, outcome, contributions, the state's model, equity, vouchers."""
