from django.urls import path

from yaqaza.desk import board_views, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("live/", board_views.live, name="live"),
    path("live/panes/", board_views.panes, name="live_panes"),
    path("search/", views.search, name="search"),
]
