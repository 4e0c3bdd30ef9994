from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yaqaza.cases"
    label = "cases"

    def ready(self) -> None:
        """The audit trail tells a diagnosis in the words of its scale."""
        from yaqaza.accounts import details  # models are loaded only now
        from yaqaza.cases import scales

        details.WORDS["level"] = scales.level_said
        details.WORDS["scale"] = scales.name_of
