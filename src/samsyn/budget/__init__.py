"""Budgets, outcome beside them, forecasts, and where the equity is going."""
