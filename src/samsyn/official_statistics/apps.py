from django.apps import AppConfig


class OfficialStatisticsConfig(AppConfig):
    name = "samsyn.official_statistics"
    label = "official_statistics"
    verbose_name = "Officiell statistik"
    default_auto_field = "django.db.models.BigAutoField"
