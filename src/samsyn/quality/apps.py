from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "samsyn.quality"
    label = "quality"
    verbose_name = "Datakvalitet"
    default_auto_field = "django.db.models.BigAutoField"
