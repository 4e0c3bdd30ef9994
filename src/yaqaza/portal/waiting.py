"""Reports that came while the database was away: on disk, found by the blind index of their code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from yaqaza.alerts import actions as alerts
from yaqaza.alerts.queries import tracking_hash
from yaqaza.alerts.states import Channel
from yaqaza.core.images import Photo
from yaqaza.core.spool import Spool
from yaqaza.portal.draft import Draft
from yaqaza.portal.shelf import packed, unpacked

REPORTS = Spool("reports")


def keep(report: Draft, photos: Sequence[Photo]) -> str:
    """Keep a report and return the code to follow it by; "" when there is no room for more. Pressed twice, it is kept once."""
    code = alerts.code_for(Channel.PORTAL, report.token)
    values = {"report": asdict(report), "at": timezone.now().isoformat(), "photos": [packed(each) for each in photos]}
    return code if REPORTS.put(values, key=tracking_hash(code)) else ""


def waits(code: str) -> bool:
    """Say whether the report with this code is still on disk."""
    index = tracking_hash(code)
    return bool(index) and REPORTS.holds(index)


def read(values: dict[str, Any]) -> tuple[Draft, list[Photo], datetime]:
    """Return a report, its photos and when it came."""
    photos = [unpacked(each) for each in values["photos"]]
    return Draft(**values["report"]), photos, datetime.fromisoformat(values["at"])
