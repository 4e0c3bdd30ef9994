"""Jobs of the field app."""

from __future__ import annotations

from yaqaza.core.jobs import job
from yaqaza.mobile.actions import forget_old


@job("mobile.forget_old", every="41 3 * * *")
def forget_old_files() -> None:
    """Delete files on their way that nothing named for a month."""
    forget_old()
