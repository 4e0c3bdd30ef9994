"""Forms of the pages on which records are compared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yaqaza.people import comparing
from yaqaza.people.models import Likeness, Person
from yaqaza.people.states import LikenessSource, LikenessStatus
from yaqaza.territory.forms import AreaField


class Filters(forms.Form):
    """What narrows the list of pairs."""

    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All that wait")), *LikenessStatus.choices]
    )
    source = forms.ChoiceField(label=_("Noticed by"), required=False, choices=[("", _("All")), *LikenessSource.choices])
    area = AreaField(label=_("Place"), required=False)


class Answer(forms.Form):
    """One of three answers; "the same" says which record is kept, and is given twice ("sure") where the records contradict each other."""

    answer = forms.ChoiceField(choices=[(name, name) for name in ("same", "sure", "other", "unsure")])
    keep = forms.ChoiceField(
        label=_("If they are the same, keep"),
        choices=[("a", "a"), ("b", "b")],
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "The names and telephones of both stay, and what only the other knows is added, except an address in another commune and a"
            " date that would put death before birth."
        ),
    )
    note = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *args: Any, likeness: Likeness, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"keep": "a" if fuller(likeness.a, likeness.b) == likeness.a else "b"})
        super().__init__(*args, **kwargs)
        self.likeness = likeness
        keep = self.fields["keep"]
        keep.choices = [("a", _("the first record")), ("b", _("the second record"))]  # type: ignore[attr-defined]
        a, b = likeness.a, likeness.b
        told = {"a": comparing.stands(kept=a, gone=b), "b": comparing.stands(kept=b, gone=a)}
        keep.hints = {side: sentence for side, sentence in told.items() if sentence}  # type: ignore[attr-defined]  # core.controls

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "same" and comparing.conflicts(self.likeness.a, self.likeness.b):
            raise forms.ValidationError(
                gettext(
                    "The two records contradict each other. Look at both, then say again that they are one person."
                ),
                code="conflict",
            )
        return data

    def kept(self) -> Person:
        """Return the record to keep."""
        return self.likeness.b if self.cleaned_data.get("keep") == "b" else self.likeness.a


EXACT = ("UNKNOWN", "ABOUT", "YEAR", "MONTH", "DAY")


def fuller(a: Person, b: Person) -> Person:
    """Return the record to propose for keeping: with the more exact birth, for the other's is no longer shown; else of which more is
    known; the older one when as much is known of both."""
    known = ("name_ar", "name_latin", "birth_date", "identity_index", "address", "merged")
    first, second = (
        (EXACT.index(person.birth_precision), sum(bool(getattr(person, name)) for name in known), -person.pk)
        for person in (a, b)
    )
    return b if second > first else a


class Reason(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Why"), max_length=300)


class Like(forms.Form):
    """Whom a person may be the same as."""

    q = forms.CharField(
        label=_("Who may be the same person"), max_length=200,
        help_text=_("Name in any script, telephone, identity number or year of birth"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
