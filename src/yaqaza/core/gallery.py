"""The rows that ``/components/`` shows: synthetic people, every component in every state, in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, gettext, override
from django.utils.translation import gettext_lazy as _

from yaqaza.core import charts, dates
from yaqaza.core.components import Entry, Legend, Look, Step, Tab
from yaqaza.core.inputs import CodeField, DayField, PhoneField
from yaqaza.core.keyset import Page


class Verdict(TextChoices):
    """A workflow's states with their looks, as an app would write them."""

    VERIFIED = "VERIFIED", _("Verified")
    PARTLY = "PARTLY", _("Partly verified")
    UNFOUNDED = "UNFOUNDED", _("Unfounded")
    WAITING = "WAITING", _("Waiting for the decision")
    FRAUDULENT = "FRAUDULENT", _("Fraudulent")
    RESTRICTED = "RESTRICTED", _("Restricted")

    @property
    def look(self) -> Look:
        return {
            Verdict.VERIFIED: Look("success", "check", "free"),
            Verdict.PARTLY: Look("info", "circle-half-2", "busy"),
            Verdict.UNFOUNDED: Look("", "circle-dashed", "off"),
            Verdict.WAITING: Look("warning", "hourglass", "busy"),
            Verdict.FRAUDULENT: Look("danger", "ban", "lost"),
            Verdict.RESTRICTED: Look("plain", "lock", "off"),
        }[self]


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("As on the card, or as people call them"))
    phone = PhoneField(label=_("Telephone"))
    tracking = CodeField(label=_("Tracking code"), required=False)
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose")), ("TWICE", _("The same as a closed file"))],
        error_messages={"required": _("Choose a reason")},
    )
    born = DayField(label=_("Born on"), required=False)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    where = forms.ChoiceField(
        label=_("Where is the person?"),
        choices=[("PLACE", _("In a place that I know")), ("UNKNOWN", _("I do not know"))],
        widget=forms.RadioSelect,
    )
    photos = forms.FileField(label=_("Photo"), required=False)
    consent = forms.BooleanField(label=_("I agree to be called"), help_text=_("Once, for this alert"), required=False)


class SampleFilters(forms.Form):
    commune = forms.ChoiceField(
        label=_("Commune"), required=False, choices=[("", _("All communes")), ("BEO", "باب الوادي · Bab El Oued")]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Verdict.choices])
    since = DayField(label=_("Since"), required=False, help_text="")


@dataclass(frozen=True)
class Book:
    """All samples, made in one language."""

    lang: str
    html_lang: str
    direction: str
    title: str
    values: dict[str, Any]


def samples() -> dict[str, Any]:
    """Return the context of the page: the samples in the reader's language, then in one that runs the other way."""
    first = get_language() or settings.LANGUAGE_CODE
    second = "ar" if first != "ar" else "fr"
    return {"books": [_book(first, ""), _book(second, "other")]}


def _book(lang: str, prefix: str) -> Book:
    with override(lang):
        bidi = get_language_info(lang)["bidi"]
        title = gettext("From right to left") if bidi else gettext("From left to right")
        return Book(lang, f"{lang}-{settings.COUNTRY}", "rtl" if bidi else "ltr", title, _values(prefix))


def _values(prefix: str) -> dict[str, Any]:
    now = timezone.now()
    today = timezone.localdate()
    wrong = SampleForm(
        {f"{prefix}-phone" if prefix else "phone": "0550 00 12", f"{prefix}-name" if prefix else "name": "خديجة زهرون"},
        prefix=prefix or None,
    )
    chosen = {
        "commune": "BEO",
        "state": "WAITING",
        "since": dates.short(today - timedelta(days=20)),
    }
    return {
        "prefix": prefix,
        "now": now,
        "soon": now + timedelta(minutes=13, seconds=30),
        "later": now + timedelta(hours=9, minutes=10),
        "in_days": now + timedelta(days=3, hours=1),
        "late": now - timedelta(minutes=14),
        "minutes_ago": now - timedelta(minutes=29),
        "days_ago": now - timedelta(days=2),
        "first": date(2021, 10, 1),
        "last": date(2023, 11, 30),
        "verdicts": list(Verdict),
        "form": wrong,
        "clean_form": SampleForm(initial={"where": "PLACE"}, prefix=f"{prefix}clean"),
        "filters": SampleFilters(chosen, prefix=None, auto_id=f"id_{prefix}filters_%s"),
        "tabs": [
            Tab(gettext("All"), "#all", 11, current=True),
            Tab(gettext("Critical ones"), "#critical", 2),
            Tab(gettext("Without place"), "#nowhere"),
        ],
        "page": Page([], next_cursor="next", previous_cursor="previous"),
        "steps": [
            Step(gettext("Alert"), dates.day(date(2026, 11, 21), year=False), "done"),
            Step(gettext("Investigation"), dates.day(date(2026, 11, 23), year=False), "done"),
            Step(gettext("Plan"), gettext("%(value)s of %(maximum)s") % {"value": 5, "maximum": 9}, "now"),
            Step(gettext("Closure")),
        ],
        "entries": [
            Entry(
                now - timedelta(hours=2), "circle-check", gettext("Verdict signed: verified"), "براهيم", important=True
            ),
            Entry(
                now - timedelta(days=1),
                "clipboard-check",
                gettext("Family investigation"),
                "أمينة",
                quote="الجارة تطبخ لها منذ شهر. الحفيد يرد على الهاتف ولا يزور.",
                lang="ar",
            ),
            Entry(
                now - timedelta(days=2),
                "pill",
                gettext("Medicine for one month"),
                struck=True,
                note=gettext("recorded twice"),
            ),
            Entry(now - timedelta(days=3), "bell-ringing", gettext("Alert by WhatsApp"), url="#alert"),
        ],
        "legend": [
            Legend("pin", gettext("Alert, the larger the more urgent")),
            Legend("team", gettext("Team")),
            Legend("area-3", gettext("Density")),
            Legend("none", gettext("Unknown or withheld")),
        ],
        "bars": _bars(),
        "lines": _lines(),
        "units": [
            (gettext("Child protection"), 1698, 412, 1_284_500, "S-88142"),
            (gettext("Space for the elderly"), 304, 236, 96_200, "S-88101"),
            (gettext("Mobile emergency"), 147, None, None, "S-87990"),
        ],
    }


def _bars() -> charts.Chart:
    figures = [
        504,
        674,
        788,
        824,
        836,
        659,
        522,
        534,
        498,
        502,
        564,
        530,
        626,
        763,
        934,
        880,
        952,
        838,
        638,
        597,
        597,
        553,
        616,
        608,
    ]
    points = []
    for index, value in enumerate(figures):
        year, month = divmod(2021 * 12 + 9 + index, 12)
        points.append(charts.Point(dates.month(month + 1), value, f"#acts-{year}-{month + 1:02}", str(year)))
    summary = gettext("The peak is in winter. The same figures are in the table below.")
    return charts.bars(gettext("Interventions month by month"), points, summary=summary, head=gettext("Month"))


def _lines() -> charts.Chart:
    weeks = [gettext("week %(number)s") % {"number": number} for number in range(1, 9)]
    received, treated = [31, 28, 40, 52, 47, 44, 39, 36], [22, 27, 33, 45, 49, 46, 41, 38]
    return charts.lines(
        gettext("Alerts received and treated"),
        [
            charts.Series(
                gettext("alerts received"),
                [charts.Point(week, value) for week, value in zip(weeks, received, strict=True)],
            ),
            charts.Series(
                gettext("alerts treated"),
                [charts.Point(week, value) for week, value in zip(weeks, treated, strict=True)],
            ),
        ],
        summary=gettext("Since the fifth week more are treated than come in."),
        head=gettext("Week"),
    )
