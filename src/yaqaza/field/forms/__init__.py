"""What people fill in: orders, steps of the road, findings, teams."""

from yaqaza.field.forms.orders import CancelForm, ChangeForm, MissionFilter, OrderForm, When, WindowForm
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
    "CancelForm", "ChangeForm", "ChangeTeamForm", "CorrectFindingForm", "FindingForm", "HourForm", "MemberForm", "MissionFilter",
    "NewTeamForm", "OrderForm", "PhotosField", "PhotosForm", "TeamForm", "When", "WindowForm", "WriteFindingForm",
]  # fmt: skip
