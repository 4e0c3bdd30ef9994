from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "yaqaza.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        from yaqaza.alerts import training
        from yaqaza.monitoring import tasks, teaching  # noqa: F401  # registering jobs needs the app registry

        training.MORE.append(teaching.examples)
