from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yaqaza.cases"
    label = "cases"

    def ready(self) -> None:
        """The audit trail tells a diagnosis in the words of its scale, and with a file all that was done for it."""
        from yaqaza.accounts import details, parts  # models are loaded only now
        from yaqaza.cases import scales

        details.WORDS["level"] = scales.level_said
        details.WORDS["scale"] = scales.name_of
        parts.PARTS["cases.Case"] = {
            "cases.Investigation": "case", "field.Mission": "investigation__case", "cases.Assessment": "case", "cases.Plan": "case",
            "cases.Goal": "plan__case", "cases.Step": "goal__plan__case", "cases.Referral": "case", "cases.FollowUp": "case",
            "cases.CaseAccess": "case",
        }  # fmt: skip
