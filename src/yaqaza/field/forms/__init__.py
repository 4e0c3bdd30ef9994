"""What people fill in: orders, steps of the road, findings, teams."""

from yaqaza.field.forms.dispatch import MoveForm, PlanForm
from yaqaza.field.forms.orders import CancelForm, ChangeForm, MissionFilter, OrderForm, When, WindowForm
from yaqaza.field.forms.roster import CoverForm, LeaveForm, Person, PlacesForm, ShiftForm
from yaqaza.field.forms.rounds import (
    EncounterForm,
    MetForm,
    RoundCancelForm,
    RoundEndForm,
    RoundForm,
    RoundPeriod,
    StrikeForm,
)
from yaqaza.field.forms.teams import ChangeTeamForm, MemberForm, NewTeamForm, TeamForm
from yaqaza.field.forms.visits import (
    CorrectFindingForm,
    FindingForm,
    HourForm,
    PhotosField,
    PhotosForm,
    WriteFindingForm,
)

__all__ = [
    "CancelForm", "ChangeForm", "ChangeTeamForm", "CorrectFindingForm", "CoverForm", "EncounterForm",
    "FindingForm", "HourForm", "LeaveForm", "MemberForm", "MetForm",
    "MissionFilter", "MoveForm", "NewTeamForm",
    "OrderForm", "Person", "PhotosField", "PhotosForm", "PlacesForm", "PlanForm",
    "RoundCancelForm", "RoundEndForm", "RoundForm", "RoundPeriod", "ShiftForm", "StrikeForm", "TeamForm", "When",
    "WindowForm", "WriteFindingForm",
]  # fmt: skip
