from django.apps import AppConfig


class LedgerPagesConfig(AppConfig):
    name = "samsyn.ledger_pages"
    label = "ledger_pages"
    verbose_name = "Bokföringssidor"
    default_auto_field = "django.db.models.BigAutoField"
