"""How a message is shown: its first sentence, the pieces that are underlined, the words that are quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from yaqaza.language.folding import fold

Span = tuple[int, int]
FOLDED_MOST = 2000
_GREETING = re.compile(
    r"^(?:\s|السلام عليكم(?: ورحم[ةه] الله)?(?: و?تعال[ىي])?(?: وبركاته)?|سلام عليكم|سلام|مرحبا|صباح الخير|مساء الخير"
    r"|bonjour|bonsoir|salut|salam(?: ?[ou]? ?a?3?al[ae]ykoum)?|hello|hi\b|madame,? monsieur|[،,.!:؛;\-–]|RT\s+@\S+)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a message; ``kind`` is "" or what was read in it, ``why`` names the conclusions that it led to."""

    text: str
    kind: str = ""
    why: str = ""


def folded(text: str, place_text: str = "") -> str:
    """Return what is searched and compared: text and place, folded and bounded."""
    return fold(f"{text[:FOLDED_MOST]} {place_text}")[:FOLDED_MOST]


def parts(
    text: str, marks: Iterable[tuple[int, int, str]] = (), why: Mapping[str, Sequence[Span]] | None = None
) -> list[Part]:
    """Return the message in pieces: ``marks`` (start, end, kind) are underlined, ``why`` are the words that led to each conclusion."""
    kept: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(marks):
        if 0 <= start < end <= len(text) and (not kept or start >= kept[-1][1]):
            kept.append((start, end, kind))
    reasons = [
        (start, end, name)
        for name, spans in (why or {}).items()
        for start, end in spans
        if 0 <= start < end <= len(text)
    ]
    edges = {0, len(text), *(edge for start, end, _name in (*kept, *reasons) for edge in (start, end))}
    for start, end, _kind in kept:
        edges -= {edge for edge in edges if start < edge < end}  # a number that is cut turns round in Arabic
    found = []
    for start, end in pairwise(sorted(edges)):
        kind = next((kind for first, last, kind in kept if first <= start and end <= last), "")
        names = dict.fromkeys(name for first, last, name in reasons if first < end and start < last)
        found.append(Part(text[start:end], kind, " ".join(names)))
    return found


def quoted(text: str, spans: Iterable[Span], most: int = 3) -> list[str]:
    """Return the words that stand at the first ``spans``, in the order of the message, each once; a lone letter tells nobody anything."""
    chosen = sorted([(start, end) for start, end in spans if end - start > 1][:most])
    return list(
        dict.fromkeys(" ".join(text[start:end].split()) for start, end in chosen if 0 <= start < end <= len(text))
    )


_CLAUSE = re.compile(r"(?<=\w)[،,.!؟?;؛:…]+(?=\s)|\s[-–—|]\s")
LEAST_SAID = 5
"""A headline says more than a call for attention: it ends at the first pause after so many words."""


def headline(text: str, most: int = 110) -> str:
    """Return the beginning of a message on one line, without its greeting, up to a pause where there is one."""
    line = " ".join(text[: most * 3].split())
    rest = _GREETING.sub("", line, count=1)
    line = rest if len(rest) > 8 else line
    for pause in _CLAUSE.finditer(line, 0, most):
        if len(line[: pause.start()].split()) >= LEAST_SAID:
            return line[: pause.start()].strip()
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"
