from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "yaqaza.services"
    label = "services"
