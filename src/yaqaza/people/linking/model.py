"""The comparisons, their weights, and Splink.

A level says how often pairs that are one person reach it (m) and how often two people do (u): ``weights.json``, learnt by
``benchmarks/linkage.py --train`` from synthetic records, see the card inside. The share of pairs that are one person is worked out from
the size of the registry, and how common a name is from the registry itself.
"""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WEIGHTS = Path(__file__).with_name("weights.json")
TWICE = 0.05  # of the people in a registry, how many are expected to be recorded twice

ODDS = (6.0, 3.0, 0.0, -2.0)  # of two names being one: the levels below the same sounds
NAME_LEVELS = ("NAME_SAME", "NAME_ALIKE", "NAME_NEAR", "NAME_PART", "NAME_FAR", "NAME_OTHER")

# comparison → its levels: code, condition in the SQL of DuckDB. The first that holds is taken; None is "the rest".
LEVELS: dict[str, list[tuple[str, str | None]]] = {
    "name": [
        ("", "sounds_l IS NULL OR sounds_r IS NULL"),
        ("NAME_SAME", "sounds_l = sounds_r"),
        *((code, f"alike_l[n_r] >= {4 - place}") for place, code in enumerate(NAME_LEVELS[1:5])),
        ("NAME_OTHER", None),
    ],
    "birth": [
        ("", "year_l = 0 OR year_r = 0"),
        ("BIRTH_DAY", "day_l <> 0 AND day_l = day_r"),
        ("BIRTH_ALMOST", "day_l <> 0 AND day_r <> 0 AND (year_l = year_r AND (day_l % 100 = day_r % 100 "
            "OR floor(day_l / 100) = floor(day_r / 100)) "
                         "OR day_l % 10000 = day_r % 10000 AND abs(year_l - year_r) IN (1, 10))"),
        ("BIRTH_YEAR", "year_l = year_r AND (day_l = 0 OR day_r = 0)"),
        ("BIRTH_SAME_YEAR", "year_l = year_r"),
        ("BIRTH_ABOUT", "(about_l OR about_r) AND abs(year_l - year_r) <= 5 OR abs(year_l - year_r) = 1"),
        ("BIRTH_OTHER", None),
    ],
    "sex": [("", "sex_l = '' OR sex_r = ''"), ("SEX_SAME", "sex_l = sex_r"), ("SEX_OTHER", None)],
    "place": [
        # Who shares a telephone lives together: that they are of one place says nothing more.
        ("", "commune_l = 0 OR commune_r = 0 OR coalesce(list_has_any(phones_l, phones_r), false)"),
        ("PLACE_COMMUNE", "commune_l = commune_r"),
        ("PLACE_PROVINCE", "province_l = province_r"), ("PLACE_OTHER", None),
    ],
    "phone": [
        ("", "phones_l IS NULL OR phones_r IS NULL"), ("PHONE_SAME", "list_has_any(phones_l, phones_r)"), ("PHONE_OTHER", None),
    ],
    "identity": [
        ("", "identity_l = 0 OR identity_r = 0"), ("IDENTITY_SAME", "identity_l = identity_r"), ("IDENTITY_OTHER", None),
    ],
}  # fmt: skip
TERMS = {"NAME_SAME": "sounds", "PLACE_COMMUNE": "commune"}  # where a common value says less than a rare one


@lru_cache(maxsize=1)
def weights() -> dict[str, dict[str, float]]:
    """Return the committed weights: level → {"m", "u"}."""
    levels: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["levels"]
    return levels


def settings(count: int, learnt: dict[str, dict[str, float]] | None = None, engine: str = "duckdb") -> dict[str, Any]:
    """Return Splink's settings for a registry of ``count`` records."""
    learnt = learnt or weights()
    comparisons = []
    for name, levels in LEVELS.items():
        told: list[dict[str, Any]] = []
        for code, condition in levels:
            level: dict[str, Any] = {
                "sql_condition": _in_words_of(engine, condition or "ELSE"),
                "label_for_charts": code or "not known",
            }
            if not code:
                level["is_null_level"] = True
            else:
                level |= {"m_probability": learnt[code]["m"], "u_probability": learnt[code]["u"]}
                if code in TERMS:
                    level |= {"tf_adjustment_column": TERMS[code], "tf_minimum_u_value": 1e-6}
            told.append(level)
        comparisons.append({"output_column_name": name, "comparison_levels": told})
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "n",
        "probability_two_random_records_match": min(0.5, 2 * TWICE / max(count, 2)),
        "blocking_rules_to_generate_predictions": [
            "l.sounds = r.sounds"
        ],  # not used: the pairs are handed over (``blocking``)
        "comparisons": comparisons,
        "retain_matching_columns": True,  # brings the levels
        "retain_intermediate_calculation_columns": True,
    }


def _in_words_of(engine: str, condition: str) -> str:
    """Spark calls two functions otherwise."""
    if engine != "spark":
        return condition
    return condition.replace("list_has_any(", "arrays_overlap(").replace("alike_l[n_r]", "try_element_at(alike_l, n_r)")


def code_of(comparison: str, gamma: int) -> str:
    """Return the code of the level that Splink numbers ``gamma`` (-1: not known)."""
    levels = [code for code, _ in LEVELS[comparison] if code]
    return levels[len(levels) - 1 - gamma] if gamma >= 0 else ""


def judge(
    connection: DuckDBPyConnection, count: int, *, least: float, engine: str = "duckdb", learnt: dict[str, dict[str, float]] | None = None
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Return l, r, probability, then the level and the weight in bits of each comparison, for the pairs of at least ``least``.

    Reads the tables ``compared`` (a record a row; ``alike``: the level of its name beside those of others), ``blocked`` (the pairs), and
    the frequencies ``tf_sounds`` and ``tf_commune``.
    """
    from splink import Linker  # an extra, for this command only

    logging.getLogger("splink").setLevel(logging.ERROR)
    api, tables = _backend(engine, connection)
    linker = Linker(api.register(tables["compared"]), settings(count, learnt, engine), log_level=logging.ERROR)
    for column in TERMS.values():
        linker.table_management.register_term_frequency_lookup(api.register(tables[f"tf_{column}"]), column)
    linker.table_management.register_blocked_pairs_for_predict(api.register(tables["blocked"]))
    found = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
    rare = {name: f" + mw_tf_adj_{name}" for name, levels in LEVELS.items() if any(code in TERMS for code, _ in levels)}
    told = ", ".join(f"gamma_{name}, mw_{name}{rare.get(name, '')} AS weight_{name}" for name in LEVELS)
    table = found.query_sql(f"SELECT n_l, n_r, match_probability, {told} FROM {{this}}").as_pyarrow_table()  # noqa: S608
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _backend(engine: str, connection: DuckDBPyConnection) -> tuple[Any, dict[str, Any]]:
    names = ("compared", "blocked", "tf_sounds", "tf_commune")
    if engine == "duckdb":
        from splink import DuckDBAPI

        return DuckDBAPI(connection), {name: connection.table(name) for name in names}
    from pyspark.sql import SparkSession
    from splink.backends.spark import SparkAPI

    spark = SparkSession.builder.appName("yaqaza link").getOrCreate()
    tables = {name: spark.createDataFrame(connection.table(name).to_arrow_table()) for name in names}
    return SparkAPI(spark_session=spark), tables
