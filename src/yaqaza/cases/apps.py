from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class CasesConfig(AppConfig):
    name = "yaqaza.cases"
    label = "cases"

    def ready(self) -> None:
        """The audit trail tells a diagnosis in the words of its scale, and with a file all that was done for it.
        Questionnaires may say which file they belong to, and ask the questions of the scale and of a follow-up."""
        from yaqaza.accounts import details, parts  # models are loaded only now
        from yaqaza.cases import scales, states, timeline
        from yaqaza.cases.answers import lists
        from yaqaza.cases.answers import queries as filed
        from yaqaza.questionnaires import entities
        from yaqaza.questionnaires import queries as questionnaires
        from yaqaza.questionnaires.bindings import Target, register

        register(
            *(
                Target(
                    f"assessment.{question.code}",
                    question.text,
                    "CHOICE",
                    lambda words=question.answers: {str(number): text for number, text in enumerate(words)},
                )
                for question in scales.VULNERABILITY.questions
            ),
            Target("assessment.note", pgettext_lazy("file", "What the diagnosis rests on"), "TEXT"),
            Target(
                "follow_up.situation",
                pgettext_lazy("file", "How the person is doing, 1 to 5"),
                "CHOICE",
                lambda: {str(number): text for number, text in states.SITUATIONS},
            ),
            Target("follow_up.note", pgettext_lazy("file", "Note of the follow-up"), "TEXT"),
            Target("follow_up.next_on", pgettext_lazy("file", "When to look again"), "DAY"),
            Target("case", pgettext_lazy("file", "Which file the answers belong to"), "REFERENCE"),
            Target(
                "case_number", pgettext_lazy("file", "The number of that file, where it is not chosen"), "REFERENCE"
            ),
            Target("mission", pgettext_lazy("file", "Which mission they were filled in on"), "REFERENCE"),
        )
        entities.register(*lists.LISTS)
        questionnaires.NAMED.append(filed.readable_by)
        timeline.VISIBLE["submission"] = questionnaires.submissions
        details.WORDS["level"] = scales.level_said
        details.WORDS["scale"] = scales.name_of
        parts.PARTS["cases.Case"] = {
            "cases.Investigation": "case", "field.Mission": "investigation__case", "cases.Assessment": "case", "cases.Plan": "case",
            "cases.Goal": "plan__case", "cases.Step": "goal__plan__case", "cases.Referral": "case", "cases.FollowUp": "case",
            "cases.CaseAccess": "case", "questionnaires.Submission": "filed__case",
        }  # fmt: skip
