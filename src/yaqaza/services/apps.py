from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "yaqaza.services"
    label = "services"

    def ready(self) -> None:
        """A file's timeline links an act for those who may open it."""
        from yaqaza.cases import timeline  # models are loaded only now
        from yaqaza.services import queries

        timeline.VISIBLE["delivery"] = queries.visible_to
