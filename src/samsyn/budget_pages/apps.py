from django.apps import AppConfig


class BudgetPagesConfig(AppConfig):
    name = "samsyn.budget_pages"
    label = "budget_pages"
    verbose_name = "Budgetsidor"
    default_auto_field = "django.db.models.BigAutoField"
