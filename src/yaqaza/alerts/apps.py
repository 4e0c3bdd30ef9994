from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "yaqaza.alerts"
    label = "alerts"

    def ready(self) -> None:
        from yaqaza.alerts import tasks  # noqa: F401  # registering jobs needs the app registry
