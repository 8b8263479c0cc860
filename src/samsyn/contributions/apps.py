from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "samsyn.contributions"
    label = "contributions"
    verbose_name = "Bidrag"
    default_auto_field = "django.db.models.BigAutoField"
