from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class AlertsConfig(AppConfig):
    name = "yaqaza.alerts"
    label = "alerts"

    def ready(self) -> None:
        from yaqaza.alerts import tasks  # noqa: F401  # registering jobs needs the app registry
        from yaqaza.alerts.states import Need
        from yaqaza.questionnaires.bindings import Target, register

        register(Target("needs", pgettext_lazy("file", "What is missing"), "CHOICES", lambda: dict(Need.choices)))
