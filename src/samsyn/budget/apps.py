from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "samsyn.budget"
    label = "budget"
    verbose_name = "Budget"
    default_auto_field = "django.db.models.BigAutoField"
