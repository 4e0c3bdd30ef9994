from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "yaqaza.alerts"
    label = "alerts"
