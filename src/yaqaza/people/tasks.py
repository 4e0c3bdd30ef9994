"""Jobs of people."""

from __future__ import annotations

from yaqaza.core.jobs import job
from yaqaza.people.actions import filing


@job("people.file_persons", every="23 3 * * *")
def file_persons() -> None:
    """File whom an upgrade or a load left out, and count anew how common the words of names are."""
    filing.file_all()
    filing.write_words()
    filing.count_words()
