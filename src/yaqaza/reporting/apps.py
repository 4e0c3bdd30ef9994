from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "yaqaza.reporting"
    label = "reporting"
