from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "samsyn.access"
    label = "access"
    verbose_name = "Behörighet"
    default_auto_field = "django.db.models.BigAutoField"
