"""A proposal on paper, in the language of the page: what it says, what it rests on with a digest of each, what was decided."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yaqaza.accounts import letterhead
from yaqaza.core import dates, figures, paper
from yaqaza.core.text import direction
from yaqaza.studies.models import Citation, Proposal
from yaqaza.studies.states import CitationRole


def proposal(found: Proposal, citations: Sequence[Citation], *, url: str) -> bytes:
    """Return a proposal as a PDF; ``url`` is the address of its page, for the QR code."""
    return paper.render("studies/proposal.typ", proposal_data(found, citations, url=url), at=timezone.now())


def proposal_data(found: Proposal, citations: Sequence[Citation], *, url: str) -> dict[str, Any]:
    """Return what the paper says."""
    now = timezone.localtime()
    evidence = [each for each in citations if each.role == CitationRole.EVIDENCE]
    measured = [each for each in citations if each.role != CitationRole.EVIDENCE]
    return {
        "language": (get_language() or "ar")[:2],
        "state": letterhead.state(),
        "houses": letterhead.houses(found.organisation),
        "kind": _("Policy proposal"),
        "number": found.number,
        "title": _told(found.title),
        "status": str(found.state.label),
        "facts": [
            [_("Addressed to"), _told(found.target)],
            [_("Place"), _told(found.area.full_name)],
            *_days(found),
        ],
        "parts": [[_("The problem"), _told(found.problem)], [_("What is proposed"), _told(found.text)]],
        "evidence": {"title": _("What it rests on"), "none": _("Nothing is cited yet."), "rows": _cited(evidence)},
        "decision": _decision(found),
        "measured": {"title": _("What came of it"), "none": "", "rows": _cited(measured)},
        "digest_label": _("Digest"),
        "about_digests": _(
            "A digest is made of what was cited, word for word: the page shows the same ones as long as nothing was changed."
        ),
        "fingerprint_label": _("Fingerprint"),
        "fingerprint": figures.groups(fingerprint(found, citations)),
        "printed": _("Printed on %(day)s at %(clock)s.") % {"day": dates.day(now), "clock": _clock(now)},
        "scan": _("Page of the proposal"),
        "signature": _("Stamp and signature"),
        "qr": paper.qr(url),
    }


def fingerprint(found: Proposal, citations: Sequence[Citation]) -> str:
    """Return the SHA-256 of what a proposal says, its state, and the digests of what it cites."""
    told = [found.number, found.title, found.problem, found.text, found.target, found.status, found.reason]
    return hashlib.sha256("\n".join([*told, *(each.digest for each in citations)]).encode()).hexdigest()


def _told(text: str) -> dict[str, Any]:
    """What was typed: lines, and the direction of their script."""
    return {"lines": text.replace("\r\n", "\n").split("\n"), "dir": direction(text)}


def _days(found: Proposal) -> list[list[Any]]:
    if found.submitted_at is None:
        return []
    return [[_("Submitted on"), _told(dates.day(timezone.localtime(found.submitted_at)))]]


def _cited(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    return [
        {
            "kind": str(each.sort.label)
            + ("" if each.role == CitationRole.EVIDENCE else f" · {each.get_role_display()}"),
            "value": each.value,
            "label": _told(each.label),
            "words": _told(each.words) if each.words else None,
            "cited": _("cited on %(day)s") % {"day": dates.day(timezone.localtime(each.cited_at))},
            "digest": each.short_digest,
        }
        for each in citations
    ]


def _decision(found: Proposal) -> dict[str, Any] | None:
    if found.decided_at is None or found.decided_by is None:
        return None
    day = dates.day(timezone.localtime(found.decided_at))
    return {
        "title": _("Decision"),
        "said": f"{found.state.label} · {day} · {found.decided_by.name}",
        "reason": _told(found.reason),
    }


def _clock(moment: Any) -> str:
    return f"\u2066{dates.clock(moment)}\u2069"
