from yaqaza.studies.queries.surveys import (
    ORDER,
    enumerators,
    filtered,
    get_own_unit,
    get_survey,
    get_unit,
    own_units,
    preview,
    redrawn,
    units_of,
    versions_for,
    visible_to,
)

__all__ = [
    "ORDER", "enumerators", "filtered", "get_own_unit", "get_survey", "get_unit", "own_units", "preview", "redrawn", "units_of",
    "versions_for", "visible_to",
]  # fmt: skip
