from django.apps import AppConfig


class MobileConfig(AppConfig):
    name = "yaqaza.mobile"
    label = "mobile"
