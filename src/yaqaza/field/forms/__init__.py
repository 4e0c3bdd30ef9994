"""What people fill in: orders, steps of the road, findings, teams."""

from yaqaza.field.forms.orders import CancelForm, ChangeForm, MissionFilter, OrderForm, When, WindowForm
from yaqaza.field.forms.roster import LeaveForm, Person, PlacesForm, ShiftForm
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
    "CancelForm", "ChangeForm", "ChangeTeamForm", "CorrectFindingForm", "FindingForm", "HourForm", "LeaveForm", "MemberForm",
    "MissionFilter", "NewTeamForm", "OrderForm", "Person", "PhotosField", "PhotosForm", "PlacesForm", "ShiftForm", "TeamForm", "When",
    "WindowForm", "WriteFindingForm",
]  # fmt: skip
