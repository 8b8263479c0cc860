from django.apps import AppConfig


class EconomyPagesConfig(AppConfig):
    name = "samsyn.economy_pages"
    label = "economy_pages"
    verbose_name = "Ekonomisidor"
    default_auto_field = "django.db.models.BigAutoField"
