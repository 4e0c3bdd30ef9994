from django.urls import path

from yaqaza.mobile.views import app, calls, pages

app_name = "mobile"
urlpatterns = [
    path("app/", app.app, name="app"),
    path("app/worker.js", app.worker, name="worker"),
    path("app/manifest.webmanifest", app.manifest, name="manifest"),
    path("app/words/<str:code>.json", app.words, name="words"),
    path("me/", app.me, name="me"),
    path("forms/", app.forms, name="forms"),
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
