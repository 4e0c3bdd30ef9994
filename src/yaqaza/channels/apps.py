from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "yaqaza.channels"
    label = "channels"

    def ready(self) -> None:
        from yaqaza.channels import tasks  # noqa: F401  # registering jobs needs the app registry
