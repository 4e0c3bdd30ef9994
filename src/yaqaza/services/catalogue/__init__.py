"""The kinds of help that the five systems give, as data. Programmes are the country pack's.

``load_catalogue`` writes both into the tables; the codes never change once an act was recorded under them.

What is urgent (care, shelter, food for today, listening) never waits. What lasts (money, equipment, a place in an institution, a credit,
a basket) has ``verify`` and waits for a verified file. A type that belongs to one unit of a social complex is given by such a unit only.

``once_in`` is how long aid that lasts is meant to last: nobody is refused by it, but the same aid from another organisation within that
time is shown to supervisors. What a kitchen or a house needs is counted for the household, the rest for the person.

A type that ``counts`` PEOPLE is published as the number of different people who received it, because its published line names people:
"women … in listening sessions", "women referred", "women victims of violence followed", "street cases followed", "elderly people who
benefited". All others name acts: "psychological services", "telephone guidance", "treatments".
"""

from __future__ import annotations

from django.utils.translation import get_language

from yaqaza.field.states import Given
from yaqaza.services.catalogue.common import COMMON
from yaqaza.services.catalogue.kind import Kind
from yaqaza.services.catalogue.units import CHILD_PROTECTION, ELDERLY_SPACE, SOCIAL_EMERGENCY, WOMEN_SPACE

__all__ = ["KINDS", "ON_ROUNDS", "PROGRAMME_OF_ROUNDS", "Kind", "name_of"]

KINDS: tuple[Kind, ...] = COMMON + CHILD_PROTECTION + SOCIAL_EMERGENCY + WOMEN_SPACE + ELDERLY_SPACE

PROGRAMME_OF_ROUNDS = "WITHOUT_SHELTER"
ON_ROUNDS = {
    Given.MEAL: "MEAL", Given.HOT_DRINK: "HOT_DRINK", Given.BLANKET: "BLANKET", Given.CLOTHES: "CLOTHES",
    Given.HYGIENE: "HYGIENE_KIT", Given.FIRST_AID: "FIRST_AID", Given.LISTENING: "LISTENING", Given.GUIDANCE: "SOCIAL_GUIDANCE",
    Given.TRANSPORT: "SHELTER_TRANSPORT",
}  # fmt: skip
"""Which kind of help stands in the ledger for what a team gives on its round."""


def name_of(code: str) -> str:
    """Return what a kind of help is called in the reader's language, "" for a code that is none."""
    return next((kind.names.in_(get_language() or "ar") for kind in KINDS if kind.code == code), "")
