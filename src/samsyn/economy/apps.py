from django.apps import AppConfig


class EconomyConfig(AppConfig):
    name = "samsyn.economy"
    label = "economy"
    verbose_name = "Ekonomi"
    default_auto_field = "django.db.models.BigAutoField"
