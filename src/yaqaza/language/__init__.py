"""What Yaqaza knows about the writing of the Maghreb: letters, names, places, numbers, and what a message says.

Pure Python: no Django, no settings. ``from yaqaza.language import analyse``; nothing is loaded before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yaqaza.language.analysis import Analysis, analyse, analyse_many

__all__ = ["Analysis", "analyse", "analyse_many"]


def __getattr__(name: str) -> Any:
    """Load the analysis when it is first asked for: importing the package costs nothing."""
    if name in __all__:
        from yaqaza.language import analysis

        return getattr(analysis, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
