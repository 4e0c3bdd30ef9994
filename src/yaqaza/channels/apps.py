from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "yaqaza.channels"
    label = "channels"

    def ready(self) -> None:
        from yaqaza.channels import browsers, tasks  # noqa: F401  # registering jobs needs the app registry

        browsers.watch()
