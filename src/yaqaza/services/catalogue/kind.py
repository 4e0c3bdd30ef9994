"""What is said of a kind of help."""

from __future__ import annotations

from dataclasses import dataclass

from yaqaza.accounts.states import UnitKind
from yaqaza.countries import Names
from yaqaza.services.states import Counts, Domain


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of help. ``systems`` says which of MISSION's five systems it serves."""

    code: str
    names: Names
    domain: Domain
    systems: str
    unit: UnitKind | str = ""
    verify: bool = False
    counts: Counts = Counts.ACTS
    once_in: int = (
        0  # days in which the same aid from a second organisation asks for a check (``signals``); 0: any number
    )
    a_home: bool = False  # … counted for the household, not for each of its people

    @property
    def sensitive(self) -> bool:
        """Say whether having received it tells of violence, of a child in danger or of mental health: not for a whole province."""
        intimate = (UnitKind.CHILD_PROTECTION, UnitKind.WOMEN_SPACE)
        return self.domain is Domain.PSYCHOLOGICAL or self.unit in intimate or self.code == "FAMILY_COUNSELLING"
