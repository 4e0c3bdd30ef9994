from django.urls import path

from yaqaza.mobile.views import calls, pages

app_name = "mobile"
urlpatterns = [
    path("sync/", calls.sync, name="sync"),
    path("files/<uuid:uuid>/", calls.piece, name="piece"),
    path("phones/", pages.phones, name="phones"),
    path("phones/<uuid:uuid>/end/", pages.end, name="end"),
    path("phones/<uuid:uuid>/standing/", calls.standing, name="standing"),
    path("phones/<uuid:uuid>/wiped/", calls.wiped, name="wiped"),
    path("unsettled/", pages.unsettled, name="unsettled"),
    path("unsettled/<uuid:uuid>/", pages.operation, name="operation"),
    path("unsettled/<uuid:uuid>/again/", pages.again, name="again"),
    path("unsettled/<uuid:uuid>/letting-go/", pages.letting_go, name="letting_go"),
]
