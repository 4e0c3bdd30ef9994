from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "yaqaza.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        from yaqaza.alerts import training
        from yaqaza.channels import rules as channels
        from yaqaza.monitoring import rules, tasks, teaching  # noqa: F401  # registering jobs needs the app registry

        training.MORE.append(teaching.examples)
        channels.ASKED_ELSEWHERE.append(rules.asks_as)
