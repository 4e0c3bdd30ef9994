"""What people type about focus groups."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from defusedxml.ElementTree import ParseError, fromstring
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yaqaza.core.inputs import DayField
from yaqaza.people.models import Sex
from yaqaza.studies.models import Codebook, Theme
from yaqaza.studies.states import AgeBand, Situation
from yaqaza.territory.forms import AreaField

MOST_BYTES = 10 * 1024 * 1024
MOST_XML = 5 * 1024 * 1024
MOST_PEOPLE = 12
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class GroupFilters(forms.Form):
    """What the list of focus groups is narrowed to."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=80)
    codebook = forms.ChoiceField(label=_("Codebook"), required=False)

    def __init__(self, *args: Any, codebooks: list[Codebook], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["codebook"].choices = [("", gettext("All")), *[(str(each.uuid), each.title) for each in codebooks]]


class CodebookForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)


class ThemeForm(forms.Form):
    """A theme, below another one or not."""

    name_ar = forms.CharField(label=_("Theme in Arabic"), max_length=120)
    name_fr = forms.CharField(label=_("Theme in French"), max_length=120)
    parent = forms.ChoiceField(label=_("Below"), required=False)

    def __init__(self, *args: Any, themes: list[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes = {str(theme.pk): theme for theme in themes}
        fields: Any = self.fields
        fields["parent"].choices = [("", "–"), *[(key, theme.name) for key, theme in self.themes.items()]]

    def clean_parent(self) -> Theme | None:
        return self.themes.get(self.cleaned_data["parent"])


class GroupForm(forms.Form):
    """A talk, and who took part: for whom each speaks, and no name."""

    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What was talked about. No name."))
    codebook = forms.ChoiceField(label=_("Codebook"))
    area = AreaField(label=_("Place"))
    held_on = DayField(label=_("Day"))
    guide = forms.CharField(
        label=_("Questions of the talk"), required=False, max_length=8000, widget=forms.Textarea({"rows": 4})
    )
    people = forms.IntegerField(label=_("How many took part"), min_value=0, max_value=MOST_PEOPLE, initial=6)

    def __init__(self, *args: Any, codebooks: list[Codebook], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codebooks = {str(each.pk): each for each in codebooks}
        fields: Any = self.fields
        fields["codebook"].choices = [(key, each.title) for key, each in self.codebooks.items()]
        for number in range(1, MOST_PEOPLE + 1):
            for name, label, choices in (
                ("sex", _("Sex"), Sex.choices), ("age", _("Age"), AgeBand.choices), ("situation", _("Speaks for"), Situation.choices),
            ):  # fmt: skip
                self.fields[f"{name}_{number}"] = forms.ChoiceField(
                    label=label, choices=[("", "–"), *choices], required=False
                )

    @property
    def rows(self) -> list[tuple[int, list[Any]]]:
        """Return the fields of each participant."""
        names = ("sex", "age", "situation")
        return [(number, [self[f"{name}_{number}"] for name in names]) for number in range(1, MOST_PEOPLE + 1)]

    def clean_codebook(self) -> Codebook:
        return self.codebooks[self.cleaned_data["codebook"]]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        people = []
        for number in range(1, MOST_PEOPLE + 1):
            told = {name: given.pop(f"{name}_{number}", "") for name in ("sex", "age", "situation")}
            if number <= (given.get("people") or 0):
                usual = {"sex": Sex.UNKNOWN.value, "age": AgeBand.GROWN.value, "situation": Situation.OTHER.value}
                people.append({name: told[name] or usual[name] for name in told})
        given.pop("people", None)
        return given | {"participants": people}


class TranscriptForm(forms.Form):
    """What was said, typed or from a file."""

    text = forms.CharField(
        label=_("Transcript"), required=False, strip=False, widget=forms.Textarea({"rows": 18, "dir": "auto"})
    )
    file = forms.FileField(label=_("Or a file (.txt, .docx)"), required=False)
    names = forms.ChoiceField(
        label=_("Names and telephone numbers"), required=False, widget=forms.RadioSelect,
        choices=[("STRIP", _("Take them out and save")), ("NONE", _("These are no names: save as it is"))],
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file = given.pop("file", None)
        if file is not None:
            given["text"] = read_file(file)
        if not (given.get("text") or "").strip():
            self.add_error("text", gettext("Write what was said, or choose a file."))
        return given


def read_file(file: Any) -> str:
    """Return the text of a .txt or .docx file; a sentence when it is neither."""
    if file.size > MOST_BYTES:
        raise ValidationError(gettext("This file is larger than 10 MB."))
    data = file.read()
    if data[:4] == b"PK\x03\x04":
        return _docx(data)
    for encoding in ("utf-8-sig", "cp1256"):
        try:
            return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(gettext("This file cannot be read. Save it as .txt or .docx."))


def _docx(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo("word/document.xml").file_size > MOST_XML:
                raise ValidationError(gettext("This transcript is longer than it may be. Make two talks of it."))
            root = fromstring(archive.read("word/document.xml"))
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ParseError,
        ValueError,
        RuntimeError,
        EOFError,
    ):  # ValueError: a DTD, too
        raise ValidationError(gettext("This file cannot be read. Save it as .txt or .docx.")) from None
    lines = []
    for paragraph in root.iter(f"{WORD}p"):
        pieces = {
            f"{WORD}t": lambda node: node.text or "",
            f"{WORD}br": lambda node: "\n",
            f"{WORD}tab": lambda node: "\t",
        }
        lines.append("".join(pieces[node.tag](node) for node in paragraph.iter() if node.tag in pieces))
    return "\n".join(lines)


class CodeForm(forms.Form):
    """Which sentences are under which theme."""

    first = forms.IntegerField(label=_("From sentence"), min_value=1)
    last = forms.IntegerField(label=_("To sentence"), min_value=1)
    theme = forms.ChoiceField(label=_("Theme"))
    quote = forms.BooleanField(label=_("May be quoted"), required=False)

    def __init__(self, *args: Any, themes: list[tuple[Theme, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes = {str(theme.pk): theme for theme, _depth in themes}
        fields: Any = self.fields
        fields["theme"].choices = [(str(theme.pk), f"{'– ' * depth}{theme.name}") for theme, depth in themes]

    def clean_theme(self) -> Theme:
        return self.themes[self.cleaned_data["theme"]]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        return {name: value - 1 if name in ("first", "last") else value for name, value in given.items()}
