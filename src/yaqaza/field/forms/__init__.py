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
from yaqaza.field.forms.vehicles import (
    BackForm,
    ChangeVehicleForm,
    FuelForm,
    MonthForm,
    NewVehicleForm,
    StrikeLineForm,
    TripForm,
)
from yaqaza.field.forms.visits import (
    CorrectFindingForm,
    FindingForm,
    HourForm,
    PhotosField,
    PhotosForm,
    WriteFindingForm,
)

__all__ = [
    "BackForm",
    "CancelForm",
    "ChangeForm",
    "ChangeTeamForm",
    "ChangeVehicleForm",
    "CorrectFindingForm",
    "CoverForm",
    "EncounterForm",
    "FindingForm",
    "FuelForm",
    "HourForm",
    "LeaveForm",
    "MemberForm",
    "MetForm",
    "MissionFilter",
    "MonthForm",
    "MoveForm",
    "NewTeamForm",
    "NewVehicleForm",
    "OrderForm",
    "Person",
    "PhotosField",
    "PhotosForm",
    "PlacesForm",
    "PlanForm",
    "RoundCancelForm",
    "RoundEndForm",
    "RoundForm",
    "RoundPeriod",
    "ShiftForm",
    "StrikeForm",
    "StrikeLineForm",
    "TeamForm",
    "TripForm",
    "When",
    "WindowForm",
    "WriteFindingForm",
]  # fmt: skip
