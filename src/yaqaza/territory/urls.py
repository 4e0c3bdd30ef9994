from django.urls import path

from yaqaza.territory import views

app_name = "territory"

urlpatterns = [
    path("", views.country, name="country"),
    path("search/", views.search, name="search"),
    path("at/", views.at, name="at"),
    path("<uuid:area_uuid>/", views.area, name="area"),
]
