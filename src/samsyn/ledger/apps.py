from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "samsyn.ledger"
    label = "ledger"
    verbose_name = "Bokföring"
    default_auto_field = "django.db.models.BigAutoField"
