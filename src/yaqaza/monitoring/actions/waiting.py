"""Calls that came while the database was away: taken in when it is back, as those of channels are."""

from __future__ import annotations

from yaqaza.channels import spool
from yaqaza.core.spool import Spool
from yaqaza.monitoring.actions.fetching import called
from yaqaza.monitoring.models import Source
from yaqaza.monitoring.sources import reader
from yaqaza.monitoring.sources.base import Request

CALLS = Spool("posts")


def take_waiting() -> int:
    """Take in what was kept on disk and return how many calls were right; a post that came before comes in once."""
    return spool.drain(
        CALLS,
        find=lambda uuid: Source.objects.filter(uuid=uuid).first(),
        prove=_proved,
        keep=lambda source, raw: called(source=source, raw=raw),
    )


def _proved(source: Source, request: Request) -> str:
    reader(source.type, source.values).check(request)
    return request.body.decode("utf-8", "replace")
