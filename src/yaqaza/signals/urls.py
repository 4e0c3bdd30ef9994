from django.urls import path

from yaqaza.signals import views

app_name = "signals"
urlpatterns = [
    path("", views.list_, name="list"),
    path("how/", views.how, name="how"),
    path("shared/", views.shared, name="shared"),
    path("shared/new/", views.share, name="share"),
    path("shared/<uuid:uuid>/", views.correct_shared, name="correct_shared"),
    path("shared/<uuid:uuid>/removal/", views.unshare, name="unshare"),
    path("replies/<uuid:uuid>/", views.answer, name="answer"),
    path("panels/case/<uuid:uuid>/", views.case_panel, name="case_panel"),
    path("panels/person/<uuid:uuid>/", views.person_panel, name="person_panel"),
    path("panels/alert/<uuid:uuid>/", views.alert_panel, name="alert_panel"),
    path("panels/team/<uuid:uuid>/", views.team_panel, name="team_panel"),
    path("<uuid:uuid>/", views.signal, name="signal"),
    path("<uuid:uuid>/question/", views.ask, name="ask"),
    path("<uuid:uuid>/decision/", views.decide, name="decide"),
    path("<uuid:uuid>/reopening/", views.reopen, name="reopen"),
]
