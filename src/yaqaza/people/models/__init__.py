"""Persons and households · what is the same, what is not, and what may be."""

from yaqaza.people.models.identity import Likeness, Merge, MergeMove, NotSame
from yaqaza.people.models.persons import (
    BirthPrecision,
    Consent,
    Days,
    Household,
    HouseholdMember,
    Manner,
    Person,
    PersonPhone,
    Purpose,
    Relation,
    Sex,
)
from yaqaza.people.models.search import NameWord, SearchEntry

__all__ = [
    "BirthPrecision", "Consent", "Days", "Household", "HouseholdMember", "Likeness", "Manner", "Merge", "MergeMove", "NameWord", "NotSame",
    "Person", "PersonPhone", "Purpose", "Relation", "SearchEntry", "Sex",
]  # fmt: skip
