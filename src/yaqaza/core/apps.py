from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "yaqaza.core"
    label = "core"

    def ready(self) -> None:
        from yaqaza.core import checks, presence  # noqa: F401  # registering needs the app registry

        presence.watch()
