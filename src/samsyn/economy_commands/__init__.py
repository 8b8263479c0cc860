"""The commands of money: contributions, bookkeeping files, the state's model, budgets."""
