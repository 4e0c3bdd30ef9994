from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "yaqaza.demo"
    label = "demo"
