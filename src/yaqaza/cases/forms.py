"""What people type in files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Urgency
from yaqaza.cases import programmes, queries, rules, scales
from yaqaza.cases.answers import queries as filed
from yaqaza.cases.models import Case, FollowUp
from yaqaza.cases.states import SITUATIONS, Approach, CaseStatus, Confidentiality, GoalStatus, Outcome, Party, Verdict
from yaqaza.core import dates
from yaqaza.core.inputs import DayField
from yaqaza.core.text import unbroken
from yaqaza.people.forms import AsksWho, PersonPicker
from yaqaza.people.inputs import Pick
from yaqaza.people.models import Person, Relation
from yaqaza.questionnaires.models import Submission
from yaqaza.territory.forms import AreaField
from yaqaza.territory.models import level_names_lazy

LONG = 10_000


def text(label: Any, *, rows: int = 4, required: bool = True, length: int = LONG, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=required, widget=forms.Textarea({"rows": rows}), **more
    )


class NewCaseForm(AsksWho):
    """A file, with whom it is about: a person who is known, or a new one recorded with it."""

    person = PersonPicker(label=_("Whom the file is about"))
    programme_code = forms.ChoiceField(label=_("Programme"))
    summary = text(_("Why the file is opened"))
    urgency = forms.TypedChoiceField(label=_("Urgency"), choices=Urgency.choices, coerce=int)
    area = AreaField(label=level_names_lazy("COMMUNE"))
    confidentiality = forms.ChoiceField(
        label=_("Who may read it"),
        required=False,
        choices=[("", _("As the programme and the alert call for")), *Confidentiality.choices],
    )

    def __init__(
        self,
        *args: Any,
        by: User,
        alert: Alert | None = None,
        person: Person | None = None,
        told: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {"urgency": Urgency.IMPORTANT}
        if told is not None:  # what answers say of a person who may be known
            given = {
                "name": "person.name",
                "description": "person.description",
                "sex": "person.sex",
                "birth": "person.age",
            }
            known = {f"person-{name}": told[target] for name, target in given.items() if told.get(target)}
            initial["person"] = Pick(text=told.get("person.name", ""), data=known)
        if alert is not None:
            found = alerts.filled_in(alert)
            initial |= {
                "summary": unbroken(alert.text)[:LONG], "urgency": alert.urgency, "area": found.area or alert.area,
                "programme_code": programmes.proposed_for(alert.category),
            }  # fmt: skip
            if found.phone:  # whoever has this number may be known; else it is there for the new person
                initial["person"] = Pick(text=found.phone, data={"person-phone": found.phone})
        if person is not None:
            initial |= {"person": person, "area": person.area}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.fields["programme_code"].choices = programmes.choices()  # type: ignore[attr-defined]
        self.fields["person"].seen_by = by  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """Which file an alert belongs to: one of those near by, or one by its number."""

    case = forms.ChoiceField(label=_("Open files of this place"), required=False, widget=forms.RadioSelect)
    number = forms.CharField(label=_("Or the number of the file"), max_length=30, required=False)

    def __init__(self, *args: Any, by: User, alert: Alert, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.candidates = queries.candidates_for(alert, seen_by=by)
        field: Any = self.fields["case"]
        field.choices = [(str(case.uuid), f"{case.subject} · {case.number}") for case in self.candidates]
        field.hints = {str(case.uuid): case.programme for case in self.candidates}
        if not self.candidates:
            del self.fields["case"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        number, chosen = given.pop("number", ""), given.pop("case", "")
        if number:
            given["case"] = queries.by_number(number, seen_by=self.by)
            if given["case"] is None:
                self.add_error("number", gettext("There is no such file, or it is not one of yours."))
        elif chosen:
            given["case"] = queries.get_case(chosen, seen_by=self.by)
        else:
            self.add_error(None, gettext("Choose a file, or write its number."))
        return given


class AnswersFileForm(forms.Form):
    """Which file answers belong to: open files of the place, or what a search found."""

    q = forms.CharField(
        label=_("Number of the file, or name of the person"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )
    case = forms.ChoiceField(label=_("File"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, submission: Submission, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.data.get("q", "") if self.is_bound else self.initial.get("q", "")
        self.by = by
        self.candidates = filed.candidates(submission, said, seen_by=by)
        field: Any = self.fields["case"]
        field.choices = [(str(case.uuid), f"{case.subject} · \u2066{case.number}\u2069") for case in self.candidates]
        if len(self.candidates) == 1 or (
            self.candidates and self.candidates[0] == filed.named_file(submission, seen_by=by)
        ):
            field.initial = str(self.candidates[0].uuid)
        field.hints = {str(case.uuid): case.programme for case in self.candidates}
        if not self.candidates:
            del self.fields["case"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given.pop("q", "")
        if chosen := given.pop("case", ""):
            given["case"] = queries.get_case(chosen, seen_by=self.by)
        else:
            self.add_error(None, gettext("Search for the file, then choose it."))
        return given


class MemberForm(AsksWho):
    """Who a member of a household is, and what they are to its head."""

    person = PersonPicker(label=_("Who it is"))
    relation = forms.ChoiceField(label=_("What they are to the head of the household"), choices=Relation.choices)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].seen_by = by  # type: ignore[attr-defined]


class FindingsForm(forms.Form):
    findings = text(
        _("What was found"),
        rows=8,
        help_text=_("What you saw, heard and read, and what does not fit. Facts first, opinion apart."),
    )


class RecommendForm(forms.Form):
    recommendation = forms.ChoiceField(
        label=_("Verdict you recommend"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    findings = text(
        _("What it rests on"), required=False, help_text=_("Added to the findings; read by whoever decides.")
    )


class DecideForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect)
    verdict_note = text(
        _("Reason"), required=False, help_text=_("Needed when you decide otherwise than was recommended.")
    )


class AssessForm(forms.Form):
    """The questions of a scale, one after the other."""

    def __init__(self, *args: Any, scale: scales.Scale = scales.VULNERABILITY, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        for question in scale.questions:
            self.fields[question.code] = forms.TypedChoiceField(
                label=question.text, choices=list(enumerate(question.answers)), coerce=int, widget=forms.RadioSelect
            )
        self.fields["note"] = text(_("Note"), required=False, rows=3)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        note = given.pop("note", "")
        return {"answers": given, "note": note, "scale": self.scale.code}


class PlanForm(forms.Form):
    life_project = text(
        _("Life project"), required=False, help_text=_("Where the person wants to be, in their own words.")
    )


class GoalForm(forms.Form):
    approach = forms.ChoiceField(label=_("Approach"), choices=Approach.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("What is to be reached"), max_length=200)
    target_on = DayField(label=_("Reached by"), required=False)
    step = forms.CharField(label=_("First step"), max_length=200)
    due_on = DayField(label=_("Step due on"), required=False)


class StepForm(forms.Form):
    title = forms.CharField(label=_("What is to be done"), max_length=200)
    due_on = DayField(label=_("Due on"), required=False)


class EndGoalForm(forms.Form):
    status = forms.ChoiceField(
        label=_("How it ended"),
        choices=[(s.value, s.label) for s in (GoalStatus.REACHED, GoalStatus.DROPPED)],
        widget=forms.RadioSelect,
    )


class FollowUpForm(forms.Form):
    due_on = DayField(label=_("Look again on"))


class DoFollowUpForm(forms.Form):
    situation = forms.TypedChoiceField(
        label=_("How the person is doing"), choices=SITUATIONS, coerce=int, widget=forms.RadioSelect
    )
    note = text(_("Note"), required=False)
    next_on = DayField(label=_("Look again on"), required=False)


class PartnerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


class ReferForm(forms.Form):
    to = PartnerField(Organisation.objects.none(), label=_("To"), to_field_name="uuid", empty_label=_("Choose"))
    request = text(
        _("What is asked"),
        help_text=_("The partner reads this and nothing of the file. Leave names out unless you share the identity."),
    )
    shares_identity = forms.BooleanField(
        label=_("Share name, birth and telephone"),
        required=False,
        help_text=_("By the person's consent, or for a reason that is kept"),
    )
    override_reason = forms.CharField(
        label=_("Why without consent"),
        max_length=300,
        required=False,
        help_text=_("Danger to life, a child, an order of the court …"),
    )
    days = forms.TypedChoiceField(
        label=_("Time to answer"), coerce=int, initial=7,
        choices=[(1, _("1 day")), (3, _("3 days")), (7, _("7 days")), (15, _("15 days")), (30, _("30 days"))],
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = queries.partners_for(case)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    accept = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("We take it")), ("no", _("We cannot take it"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = text(
        _("Message to the sender"), required=False, rows=3, help_text=_("Needed when you cannot take it: say why.")
    )


class SaidForm(forms.Form):
    """A few words about what was done."""

    answer = text(_("What was done"), required=False, rows=3)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.name


class AssignForm(forms.Form):
    worker = PersonField(User.objects.none(), label=_("Case worker"), to_field_name="uuid", empty_label=_("Choose"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workers = queries.workers_for(case).exclude(pk=case.worker_id or 0)
        self.fields["worker"].queryset = workers  # type: ignore[attr-defined]


class GrantForm(forms.Form):
    user = PersonField(User.objects.none(), label=_("Reader"), to_field_name="uuid", empty_label=_("Choose"))
    reason = forms.CharField(label=_("Why they need to read it"), max_length=300)
    days = forms.TypedChoiceField(
        label=_("For how long"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Until it is ended")), ("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days"))],
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = queries.readers_for(case)  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    text = text(_("Note"))


class FollowUpsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: FollowUp) -> str:
        return gettext("Look again on %(day)s") % {"day": dates.day(obj.due_on)}


class CloseForm(forms.Form):
    """How a file ends; it asks for what is missing: a verdict, the follow-ups that nobody will make any more."""

    outcome = forms.ChoiceField(label=_("How it ends"), choices=Outcome.choices, widget=forms.RadioSelect)
    why_no_verdict = forms.CharField(
        label=_("Why it ends without a verdict"), max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=_("Nobody decided on what is known of this file; the reason stays in it."),
    )  # fmt: skip
    cancels = FollowUpsField(
        FollowUp.objects.none(), label=_("Follow-ups that are cancelled with the file"), to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple, help_text=_("They are still due: tick each, or write it before you close."),
        error_messages={"required": _("A follow-up is still due: tick it, or write it before you close.")},
    )  # fmt: skip
    note = text(
        _("In a few words"), required=False, rows=3, help_text=_("Where to, with whom, what was tried: what the outcome leaves open.")
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = case.follow_ups.due().order_by("due_on", "id")
        if due:
            self.fields["cancels"].queryset = due  # type: ignore[attr-defined]
        else:
            del self.fields["cancels"]
        if not rules.lacks_verdict(case):
            del self.fields["why_no_verdict"]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))


class Filters(forms.Form):
    """What narrows the list of files."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    programme_code = forms.ChoiceField(label=_("Programme"), required=False)
    waiting = forms.ChoiceField(
        label=_("Waiting on"),
        required=False,
        choices=[("", _("Anyone")), *[(p.value, p.label) for p in Party if p != Party.NOBODY]],
    )
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), required=False, coerce=int, empty_value=None, choices=[("", _("All")), *Urgency.choices]
    )
    verdict = forms.ChoiceField(label=_("Verdict"), required=False, choices=[("", _("All")), *Verdict.choices])
    worker = forms.ChoiceField(label=_("Case worker"), required=False)
    area = AreaField(label=_("Place"), required=False)
    overdue = forms.BooleanField(label=_("Late"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["status"].choices = [("", gettext("All")), *[(s.value, s.label) for s in CaseStatus]]
        fields["programme_code"].choices = [("", gettext("All")), *programmes.choices()[1:]]
        staff = [(str(user.uuid), user.name) for user in queries.colleagues(by)[:200]]
        fields["worker"].choices = [
            ("", gettext("All")),
            ("me", gettext("Me")),
            ("nobody", gettext("Nobody yet")),
            *staff,
        ]
