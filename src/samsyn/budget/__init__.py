"""Budgets: versions, their lines for three years, and what does not hold in them."""
