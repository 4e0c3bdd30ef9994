from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class PeopleConfig(AppConfig):
    name = "yaqaza.people"
    label = "people"

    def ready(self) -> None:
        """Questionnaires may say that an answer belongs to a person or a household."""
        from yaqaza.people.models import Relation, Sex  # models are loaded only now
        from yaqaza.questionnaires.bindings import Target, register

        member = "household.member"
        register(
            Target("person.name", pgettext_lazy("file", "The person's name"), "TEXT", longest=160),
            Target("person.description", pgettext_lazy("file", "What the person is known by"), "TEXT", longest=300),
            Target("person.sex", pgettext_lazy("file", "The person's sex"), "CHOICE", lambda: dict(Sex.choices)),
            Target("person.birth_date", pgettext_lazy("file", "The person's date of birth"), "DAY"),
            Target("person.age", pgettext_lazy("file", "The person's age"), "WHOLE"),
            Target("person.address", pgettext_lazy("file", "The person's address"), "TEXT", longest=300),
            Target("household.name", pgettext_lazy("file", "What the household is called"), "TEXT", longest=160),
            Target("household.address", pgettext_lazy("file", "The household's address"), "TEXT", longest=300),
            Target("household.income_note", pgettext_lazy("file", "What the household lives on"), "TEXT", longest=300),
            Target("household.housing_note", pgettext_lazy("file", "How the household is housed"), "TEXT", longest=300),
            Target(f"{member}.name", pgettext_lazy("file", "A member's name"), "TEXT", of=member, longest=160),
            Target(
                f"{member}.sex", pgettext_lazy("file", "A member's sex"), "CHOICE", lambda: dict(Sex.choices), of=member
            ),
            Target(f"{member}.age", pgettext_lazy("file", "A member's age"), "WHOLE", of=member),
            Target(
                f"{member}.relation",
                pgettext_lazy("file", "What a member is to the head of the household"),
                "CHOICE",
                lambda: dict(Relation.choices),
                of=member,
            ),
        )
