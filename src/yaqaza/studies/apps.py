from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class StudiesConfig(AppConfig):
    name = "yaqaza.studies"
    label = "studies"

    def ready(self) -> None:
        """Questionnaires may say which unit of a survey they were filled in for, and phones take one's own units along."""
        from yaqaza.questionnaires import entities  # models are loaded only now
        from yaqaza.questionnaires.bindings import Target, register
        from yaqaza.studies.frames import OWN_UNITS, TARGET

        register(Target(TARGET, pgettext_lazy("survey", "Which unit of a survey was visited"), "REFERENCE"))
        entities.register(OWN_UNITS)
