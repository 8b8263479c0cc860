"""Every address of the installation."""

from django.urls import include, path

urlpatterns = [
    path("", include("samsyn.web.urls")),
    path("ekonomi/", include("samsyn.budget_pages.urls")),
    path("ekonomi/", include("samsyn.economy_pages.urls")),
    path("ekonomi/", include("samsyn.ledger_pages.urls")),
]

handler403 = "samsyn.web.errors.forbidden"
handler404 = "samsyn.web.errors.not_found"
handler500 = "samsyn.web.errors.server_error"
