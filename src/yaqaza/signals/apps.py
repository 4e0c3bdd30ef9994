from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "yaqaza.signals"
    label = "signals"
