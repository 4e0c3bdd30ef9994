from django.urls import path

from yaqaza.portal import views
from yaqaza.portal.states import Question

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("report/", views.question, {"step": Question.KIND.value}, name="report"),
    path("report/where/", views.question, {"step": Question.WHERE.value}, name="where"),
    path("report/what/", views.question, {"step": Question.WHAT.value}, name="what"),
    path("report/who/", views.question, {"step": Question.WHO.value}, name="who"),
    path("report/check/", views.check, name="check"),
    path("report/sent/", views.sent, name="sent"),
    path("report/sent/code/", views.code_file, name="code_file"),
    path("report/draft/", views.discard, name="discard"),
    path("report/at-once/", views.at_once, name="at_once"),
    path("report/photos/<uuid:uuid>/", views.photo, name="photo"),
    path("report/map/", views.map_of_country, name="map"),
    path("report/map/<uuid:uuid>/", views.map_of_province, name="map_province"),
    path("report/<path:rest>", views.lost, name="lost"),
    path("track/", views.track, name="track"),
    path("track/report/", views.tracked, name="tracked"),
    path("track/report/additions/", views.add, name="add"),
    path("track/report/number/", views.erase, name="erase"),
    path("track/report/notifications/", views.notify, name="notify"),
    path("track/leave/", views.leave, name="leave"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
