from django.urls import path

from yaqaza.core import views

app_name = "core"
urlpatterns = [
    path("components/", views.components, name="components"),
    path("language/<slug:code>/", views.language, name="language"),
    path("unsent/", views.written, name="unsent"),
    path("theme/", views.theme, name="theme"),
]
