"""Jobs of studies."""

from __future__ import annotations

from yaqaza.core.jobs import job
from yaqaza.studies import actions


@job("studies.gather", every="* * * * *")
def gather() -> None:
    """Put the answers that came to the units that they name."""
    actions.gather()
