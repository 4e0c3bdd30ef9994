"""Other names that people use for a few large places: exonyms, short forms, spoken forms. Ours, in ``aliases.csv``."""

from __future__ import annotations

import csv
from importlib import resources


def of(country: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the other names of a country's areas by level and code."""
    text = resources.files(__package__).joinpath("aliases.csv").read_text(encoding="utf-8")
    return {
        (row["level"], row["code"]): tuple(row["names"].split("|"))
        for row in csv.DictReader(text.splitlines())
        if row["country"] == country
    }
