"""All of linkage in order: keys, candidate pairs, names, Splink. Takes records and gives pairs; writes nothing but its working files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yaqaza.people.linking.records import Records

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "4GB"  # beyond it DuckDB goes on in the working folder


@dataclass(frozen=True)
class Pair:
    """Two records, how probable it is that they are one person, and why: codes of ``model.LEVELS`` with their weights in bits."""

    a: int
    b: int
    probability: float
    evidence: tuple[tuple[str, float], ...]


@contextmanager
def working_folder(inside: Path) -> Iterator[Path]:
    """Give a folder that nobody else may read, and delete it whatever happens."""
    inside.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="link-", dir=inside))  # mkdtemp: 0700
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def link(
    records: Records, *, least: float, inside: Path, engine: str = "duckdb", tell: Callable[[str, int], None] = lambda step, count: None,
    learnt: dict[str, dict[str, float]] | None = None,
) -> list[Pair]:  # fmt: skip
    """Return the pairs that are one person with a probability of at least ``least``, the surest first.

    ``tell`` is called after each step with its name and a count; ``inside`` is where the working files may lie.
    """
    import duckdb  # an extra, for this command only

    from yaqaza.people.linking import blocking, model

    with working_folder(inside) as folder, duckdb.connect(str(folder / "link.duckdb")) as connection:
        connection.execute(
            f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{folder}'; SET preserve_insertion_order = false"
        )
        blocking.load(connection, records)
        tell("read", len(records))
        tell("candidates", blocking.candidates(connection))
        tell("names", compare_names(connection, records))
        rows = model.judge(connection, len(records), least=least, engine=engine, learnt=learnt)
        tell("judged", len(rows))
    pairs = [_pair(row, records, list(model.LEVELS), model.code_of) for row in rows]
    return sorted(pairs, key=lambda pair: (-pair.probability, pair.a, pair.b))


def _pair(row: tuple[Any, ...], records: Records, comparisons: list[str], code_of: Callable[[str, int], str]) -> Pair:
    left, right, probability, *told = row
    evidence = [
        (code, round(weight, 2))
        for name, gamma, weight in zip(comparisons, told[::2], told[1::2], strict=True)
        if (code := code_of(name, gamma))
    ]
    a, b = sorted((records.ids[left], records.ids[right]))
    return Pair(a, b, float(probability), tuple(evidence))


def compare_names(connection: DuckDBPyConnection, records: Records) -> int:
    """Judge the names of every candidate and make ``compared``, ``blocked`` and the frequencies; return how many pairs are left.

    How common a name is counts the others who bear it: of two records that alone bear a name, one.
    """
    import numpy as np
    import pyarrow as pa

    from yaqaza.people.linking import model, naming

    found = connection.execute("SELECT l, r, numbered FROM candidate").fetchnumpy()
    left, right = found["l"], found["r"]
    odds = naming.log_odds(records.names, left, right) if len(left) else np.zeros(0, np.float32)
    alike = np.zeros(len(left), np.int8)
    for place, threshold in enumerate(reversed(model.ODDS), 1):
        alike[odds >= threshold] = place
    kept = (alike > 0) | found["numbered"].astype(bool)
    scored: Any = pa.table({"l": left[kept], "r": right[kept], "alike": alike[kept]})
    connection.register("scored", scored)
    connection.execute(
        """CREATE TABLE pair AS SELECT * FROM scored;
           CREATE TABLE blocked AS SELECT l AS join_key_l, r AS join_key_r, '0' AS match_key FROM pair;
           CREATE TABLE compared AS SELECT n, sounds, sex, year, day, about, commune, province, identity,
                CASE WHEN len(phones) > 0 THEN phones END AS phones, coalesce(alike, MAP {}::MAP(INTEGER, TINYINT)) AS alike
                FROM record LEFT JOIN (SELECT l AS n, map(list(r), list(alike)) AS alike FROM pair GROUP BY l) USING (n)
                WHERE n IN (SELECT l FROM pair UNION SELECT r FROM pair);
           CREATE TABLE tf_sounds AS SELECT sounds, greatest(count(*) - 1, 1) / sum(count(*)) OVER () AS tf_sounds FROM record
                WHERE sounds IS NOT NULL GROUP BY sounds;
           CREATE TABLE tf_commune AS SELECT commune, count(*) / sum(count(*)) OVER () AS tf_commune FROM record GROUP BY commune"""
    )
    connection.unregister("scored")
    return int(kept.sum())
