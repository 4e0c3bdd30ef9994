"""All routes: one prefix per app; links between apps go by name."""

from __future__ import annotations

from django.urls import include, path

from yaqaza.accounts import views as accounts

urlpatterns = [
    path("", include("yaqaza.portal.urls")),
    path("accounts/signup/", accounts.signup_closed, name="account_signup"),
    path("accounts/", include("allauth.urls")),
    path("", include("yaqaza.core.urls")),
    path("desk/", include("yaqaza.desk.urls")),
    path("m/", include("yaqaza.mobile.urls")),
    path("alerts/", include("yaqaza.alerts.urls")),
    path("monitoring/", include("yaqaza.monitoring.urls")),
    path("cases/", include("yaqaza.cases.urls")),
    path("people/", include("yaqaza.people.urls")),
    path("field/", include("yaqaza.field.urls")),
    path("services/", include("yaqaza.services.urls")),
    path("signals/", include("yaqaza.signals.urls")),
    path("reports/", include("yaqaza.reporting.urls")),
    path("studies/", include("yaqaza.studies.urls")),
    path("territory/", include("yaqaza.territory.urls")),
    path("channels/", include("yaqaza.channels.urls")),
    path("forms/", include("yaqaza.questionnaires.urls")),
    path("organisation/", include("yaqaza.accounts.urls")),
]

handler400 = "yaqaza.core.views.error_400"
handler403 = "yaqaza.core.views.error_403"
handler404 = "yaqaza.core.views.error_404"
handler500 = "yaqaza.core.views.error_500"
