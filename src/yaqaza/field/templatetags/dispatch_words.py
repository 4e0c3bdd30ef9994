"""What the page of a proposal says of a team and a turn."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template

from yaqaza.field.models import Team

register = template.Library()


@register.simple_tag
def letter(letters: dict[int, str], team: Team) -> str:
    return letters.get(team.pk, "")


@register.simple_tag
def team_fields(team: Team) -> str:
    return urlencode({"team": team.uuid})


@register.simple_tag
def turn_fields(team: Team, turn: int, step: int) -> str:
    """The hidden fields that move a visit one turn up or down in its team, where it then stays."""
    return urlencode({"team": team.uuid, "turn": max(1, turn + step), "pinned": "on"})
