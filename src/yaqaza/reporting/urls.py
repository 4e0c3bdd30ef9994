from django.urls import path

from yaqaza.reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.index, name="index"),
    path("provincial-bilan/", views.provincial_bilan, name="provincial_bilan"),
    path("complex-units/", views.complex_units, name="complex_units"),
    path("street-rounds/", views.street_rounds, name="street_rounds"),
    path("rows/", views.rows, name="rows"),
    path("<slug:name>/file.<str:kind>", views.file, name="file"),
]
