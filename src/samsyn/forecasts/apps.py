from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    name = "samsyn.forecasts"
    label = "forecasts"
    verbose_name = "Prognoser"
    default_auto_field = "django.db.models.BigAutoField"
