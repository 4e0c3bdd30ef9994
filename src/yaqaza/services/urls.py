from django.urls import path

from yaqaza.services import views

app_name = "services"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("new/", views.deliver, name="deliver"),
    path("<uuid:uuid>/", views.delivery, name="delivery"),
    path("<uuid:uuid>/reversal/", views.reverse, name="reverse"),
    path("panels/case/<uuid:uuid>/", views.case_panel, name="case_panel"),
    path("panels/person/<uuid:uuid>/", views.person_panel, name="person_panel"),
]
