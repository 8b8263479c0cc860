"""Every page and its address."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from samsyn.web import (
    associations,
    comparing,
    definitions,
    figures,
    findings,
    overview,
    report,
    session,
)

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("jamfor/", comparing.compare_page, name="compare"),
    path("jamfor/jamforelse.xlsx", comparing.excel, name="compare_excel"),
    path("jamfor/<slug:chart>.<slug:form>", comparing.picture, name="compare_picture"),
    path("forbund/", associations.association_list, name="associations"),
    path("forbund/<slug:key>/", associations.association, name="association"),
    path(
        "forbund/<slug:key>/<slug:table>.xlsx",
        associations.excel,
        name="association_excel",
    ),
    path("fynd/", findings.finding_list, name="findings"),
    path("fynd/fynd.xlsx", findings.excel, name="findings_excel"),
    path("fynd/<str:key>/godta/", findings.accept, name="accept_finding"),
    path("fynd/<str:key>/oppna/", findings.reopen, name="reopen_finding"),
    path("fynd/<str:key>/", findings.finding, name="finding"),
    path("siffror/", figures.figure_list, name="figures"),
    path("siffror/siffror.xlsx", figures.excel, name="figures_excel"),
    path("siffror/<str:key>/", figures.figure, name="figure"),
    path("definitioner/", definitions.definitions, name="definitions"),
    path("rapport/", report.report, name="report"),
    path("rapport/<str:county>/<int:year>.<slug:form>", report.file, name="report_file"),
    path("logga-in/", session.SwedishLogin.as_view(), name="login"),
    path("logga-ut/", LogoutView.as_view(), name="logout"),
    path("halsa/", session.health, name="health"),
    path("handelser/", session.events, name="events"),
]
