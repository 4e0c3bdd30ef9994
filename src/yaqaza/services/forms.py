"""What people fill in about acts of help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yaqaza import countries
from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.accounts.states import UnitKind
from yaqaza.cases.models import Case
from yaqaza.core.ids import uuid7
from yaqaza.core.inputs import CodeField, DayField
from yaqaza.core.refusal import why_not
from yaqaza.people.forms import AsksWho, PersonPicker
from yaqaza.people.models import Person
from yaqaza.services import queries, rules
from yaqaza.services.leading import LED
from yaqaza.services.models import Programme, ServiceType
from yaqaza.services.states import Domain
from yaqaza.territory.forms import AreaField

NOTE = 300
HOUSEHOLD = "household"
LATELY = timedelta(days=180)  # what a house gives most is counted over this time


class TypeSelect(forms.Select):
    """Kinds of help; those that wait for a verdict are shown and cannot be chosen."""

    waiting: frozenset[str] = frozenset()
    words: Mapping[str, str] = MappingProxyType({})  # what else a kind is called, by its code

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.waiting:
            option["attrs"]["disabled"] = True
        return option


class FoundType(TypeSelect):
    """The same list with a box that narrows it while one types (``kinds.js``; without JavaScript the list alone).

    It finds a kind by its name in any of the languages, by its code, and by the programmes that are about it.
    """

    template_name = "services/kinds.html"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if words := self.words.get(str(value)):
            option["attrs"]["data-words"] = words
        return option


class TypeField(forms.ModelChoiceField):
    """A kind of help, grouped by domain or by the unit that gives it; what leads the list is offered before."""

    widget = TypeSelect

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Service"))
        super().__init__(ServiceType.objects.filter(active=True), to_field_name="code", **options)

    def offer(
        self,
        types: QuerySet[ServiceType],
        *,
        why_not_durable: str = "",
        empty: str = "",
        leading: Iterable[tuple[str, Sequence[str]]] = (),
    ) -> None:
        """Offer these types, ``leading`` groups (label, codes) first; with ``why_not_durable`` those that need a verdict are closed."""
        self.queryset = types
        rows = list(types)
        closed = {row.code for row in rows if row.needs_verification} if why_not_durable else set()
        self.widget.waiting = frozenset(closed)
        self.widget.words = _words_of(rows)
        self.choices = [("", empty or gettext("Choose")), *_grouped(rows, closed, leading)]


def _grouped(
    rows: list[ServiceType], closed: set[str], leading: Iterable[tuple[str, Sequence[str]]]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The leading groups, then the domains in their order, then the units of a complex; no kind stands twice."""
    waits = gettext("%(service)s (waits for a verdict)")

    def choice(row: ServiceType) -> tuple[str, str]:
        return row.code, waits % {"service": row.name} if row.code in closed else row.name

    left = {row.code: row for row in rows}
    for title, codes in leading:
        if first := [left.pop(code) for code in codes if code in left]:
            yield title, [choice(row) for row in first]
    order = {domain: place for place, domain in enumerate(Domain.values)}
    rest = sorted(left.values(), key=lambda row: (row.unit_kind, order[row.domain], row.pk))

    def heading(row: ServiceType) -> tuple[str, str]:
        return (row.unit_kind, "") if row.unit_kind else ("", row.domain)

    for (unit, domain), members in groupby(rest, key=heading):
        yield str(UnitKind(unit).label if unit else Domain(domain).label), [choice(row) for row in members]


def _words_of(rows: Iterable[ServiceType]) -> dict[str, str]:
    """Every name under which a kind of help may be looked for, by its code."""
    led: dict[str, list[str]] = {}
    for programme in countries.get(settings.COUNTRY).programmes:
        for code in LED.get(programme.code, ()):
            led.setdefault(code, []).extend(
                (programme.names.ar, programme.names.fr, programme.names.en, programme.code)
            )
    return {
        row.code: " ".join((row.name_ar, row.name_fr, row.name_en, row.code, *led.get(row.code, ()))) for row in rows
    }


class Named(forms.ModelChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return row.name


class ProfessionalField(Named):
    """A professional by name, and where several are called so, by role and house too."""

    def label_from_instance(self, row: Any) -> str:
        if self._names[row.name] < 2 or not row.serving:
            return str(row.name)
        posting = row.serving[0]
        return f"{row.name} · {posting.get_role_display()} · {posting.organisation.name}"

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(user.name for user in self.queryset or ())


class DeliverForm(AsksWho):
    """One act of help: for whom, what, by whom, when, under which programme."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    person = PersonPicker(label=_("Who received it"))
    recipient = forms.ChoiceField(label=_("Who received it"), widget=forms.RadioSelect)
    service_type = TypeField(widget=FoundType)
    organisation = Named(Organisation.objects.none(), label=_("Given by"), to_field_name="code", empty_label=None)
    professional = ProfessionalField(
        User.objects.none(), label=_("Professional"), to_field_name="uuid", empty_label=None
    )
    delivered_on = DayField(label=_("Day"))
    programme = Named(Programme.objects.filter(active=True).order_by("pk"), label=_("Programme"), to_field_name="code")
    agreement_code = CodeField(
        label=_("Agreement"),
        max_length=40,
        required=False,
        help_text=_("The code of the agreement that pays, if one does"),
    )
    note = forms.CharField(
        label=_("Note"), max_length=NOTE, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("What someone else should know of this act; no diagnosis"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, by: User, today: Any, case: Case | None = None, person: Person | None = None, **kwargs: Any
    ) -> None:
        home = home_posting(by, Permission.SERVICE_DELIVER)
        initial = {
            "token": uuid7(), "delivered_on": today, "programme": case.programme_code if case else None, "professional": by.uuid,
            "organisation": home.organisation.code if home else None, "recipient": HOUSEHOLD,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        self.case, self.subject = case, person
        self.why_not_durable = why_not(rules.check_durable, case)
        fields: Any = self.fields
        fields["organisation"].queryset = houses = queries.houses(by, Permission.SERVICE_DELIVER)
        fields["professional"].queryset = queries.professionals(by, Permission.SERVICE_DELIVER)
        kinds = {"", *houses.values_list("unit_kind", flat=True)}
        types = ServiceType.objects.filter(active=True, unit_kind__in=kinds)
        leading = self._leading(home.organisation if home else None, case, today)
        fields["service_type"].offer(types, why_not_durable=self.why_not_durable, leading=leading)
        self._ask_for_whom(by)

    @staticmethod
    def _leading(house: Organisation | None, case: Case | None, today: date) -> Iterator[tuple[str, Sequence[str]]]:
        """What the writer's house gives most, then what the file's programme is about."""
        if house is not None:
            usual = gettext("Most given by %(organisation)s") % {"organisation": house.name}
            yield usual, queries.most_given(house, since=today - LATELY)
        if case is not None:
            yield case.programme, LED.get(case.programme_code, ())

    def _ask_for_whom(self, by: User) -> None:
        """A file about a household asks which member; a known person needs no question; else a person is picked."""
        self.members: dict[str, Person] = {}
        household = self.case.household if self.case is not None else None
        if household is not None:
            self.members = {str(member.uuid): member for member in queries.members(household)}
            field: Any = self.fields["recipient"]
            field.choices = [(HOUSEHOLD, gettext("The whole household"))] + [
                (key, p.name) for key, p in self.members.items()
            ]
        else:
            del self.fields["recipient"]
        if self.case is not None or self.subject is not None:
            del self.fields["person"]
        else:
            picker: Any = self.fields["person"]
            picker.seen_by = by

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "recipient" in self.fields and "recipient" in given and self.case is not None:
            chosen = given.pop("recipient")
            given["household"] = self.case.household
            given["person"] = self.members.get(chosen) or (self.case.person if chosen != HOUSEHOLD else None)
        return given


class ReverseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is reversed"), max_length=NOTE, widget=forms.Textarea({"rows": 3}),
        help_text=_("The act stays in the ledger, struck through, with the number of its reversal."),
    )  # fmt: skip


class Filters(forms.Form):
    """What the ledger is narrowed to."""

    start = DayField(label=pgettext_lazy("period", "From"), required=False, help_text="")
    end = DayField(label=pgettext_lazy("period", "To"), required=False, help_text="")
    service_type = TypeField(required=False)
    programme = Named(
        Programme.objects.order_by("pk"),
        label=_("Programme"),
        required=False,
        to_field_name="code",
        empty_label=_("All"),
    )
    organisation = Named(
        Organisation.objects.none(), label=_("Given by"), required=False, to_field_name="code", empty_label=_("All")
    )
    area = AreaField(label=_("Place"), required=False)
    professional = ProfessionalField(
        User.objects.none(), label=_("Professional"), required=False, to_field_name="uuid", empty_label=_("All")
    )
    state = forms.ChoiceField(
        label=_("Rows"), required=False,
        choices=[("", _("All")), ("STANDING", _("Acts that count")), ("REVERSED", _("Reversed acts"))],
    )  # fmt: skip
    case = forms.UUIDField(required=False, widget=forms.HiddenInput)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["service_type"].offer(ServiceType.objects.all(), empty=gettext("All"))
        fields["organisation"].queryset = queries.houses(by, Permission.SERVICE_VIEW)
        fields["professional"].queryset = queries.professionals(by, Permission.SERVICE_VIEW)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("start") and given.get("end") and given["start"] > given["end"]:
            self.add_error("end", gettext("The period ends before it begins."))
        return given
