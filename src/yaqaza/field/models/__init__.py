"""What the field keeps: teams and missions, the roster, proposals of a day, rounds, vehicles."""

from yaqaza.field.models.dispatch import Proposal, ProposedVisit
from yaqaza.field.models.missions import Finding, FindingCorrection, Membership, Mission, MissionPhoto, Team
from yaqaza.field.models.roster import Cover, Hours, Leave, ShelterPlaces, Shift
from yaqaza.field.models.rounds import Encounter, Round, RoundStop
from yaqaza.field.models.vehicles import Fuelling, Trip, Vehicle

__all__ = [
    "Cover", "Encounter", "Finding", "FindingCorrection", "Fuelling", "Hours", "Leave", "Membership", "Mission", "MissionPhoto",
    "Proposal", "ProposedVisit",
    "Round", "RoundStop", "ShelterPlaces", "Shift", "Team", "Trip", "Vehicle",
]  # fmt: skip
