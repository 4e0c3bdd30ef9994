"""Jobs of the ledger: what teams give on their rounds."""

from __future__ import annotations

from yaqaza.core.jobs import job
from yaqaza.field.models import Encounter
from yaqaza.services import actions


@job("services.encounter_noted")
def encounter_noted(encounter_id: int) -> None:
    """Write what an encounter gave into the ledger, or reverse it."""
    encounter = Encounter.objects.filter(pk=encounter_id).first()
    if encounter is not None:
        actions.follow_encounter(encounter=encounter)
