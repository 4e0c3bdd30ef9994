"""Which pairs are worth comparing: those that share sounds of their names, a telephone, or a day of birth and a place.

Sounds of common names are shared by thousands: such a block is cut by the year of birth or by the commune. A pair whose years of birth are
far apart is left out unless it shares a number.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from yaqaza.people.linking.naming import Sounds
from yaqaza.people.linking.records import Records

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SMALL = 30  # records that share a number, or a day of birth and a commune
# How a key is cut, and the most records of a block: what more share says too little.
WHOLE = {"": 20, "year": 20, "day": 60, "year, province": 60, "commune": 200}
HALF = {"year, commune": 60, "day": 60, "commune": 20}
NEAR, FAR = 2, 8  # years between births that were recorded, and between a recorded and an estimated one


def load(connection: DuckDBPyConnection, records: Records) -> None:
    """Put the records and the keys under which they meet into DuckDB: ``record``, ``pair_key``, ``half_key``, ``phone``."""
    import pyarrow as pa  # an extra, for this command only

    sounds, whole = Sounds(), []
    pair_at, pair_key, half_at, half_key = array("i"), array("q"), array("i"), array("q")
    for at, names in enumerate(records.names):
        name, pairs, halves = sounds.of(names)
        whole.append(name or None)
        pair_at.extend([at] * len(pairs))
        pair_key.extend(pairs)
        half_at.extend([at] * len(halves))
        half_key.extend(halves)
    _register(connection, "record", pa.table({
        "n": pa.array(range(len(records)), pa.int32()), "sounds": pa.array(whole, pa.string()), "sex": records.sex,
        "year": pa.array(records.year, pa.int16()), "day": pa.array(records.day, pa.int32()), "about": records.about,
        "commune": pa.array(records.commune, pa.int64()), "province": pa.array(records.province, pa.int64()),
        "phones": pa.array(records.phones, pa.list_(pa.int64())), "identity": pa.array(records.identity, pa.int64()),
    }))  # fmt: skip
    _register(connection, "pair_key", pa.table({"n": _ints(pair_at, "i4"), "key": _ints(pair_key, "i8")}))
    _register(connection, "half_key", pa.table({"n": _ints(half_at, "i4"), "key": _ints(half_key, "i8")}))
    connection.execute("CREATE TABLE phone AS SELECT n, unnest(phones) AS key FROM record")


def _ints(values: array[int], kind: str) -> Any:
    import numpy as np
    import pyarrow as pa

    return pa.array(np.frombuffer(values, kind) if len(values) else np.zeros(0, kind))


def _register(connection: DuckDBPyConnection, name: str, table: Any) -> None:
    connection.register("arriving", table)
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM arriving")  # noqa: S608  # our own names
    connection.unregister("arriving")


def _met(source: str, cuts: dict[str, int]) -> str:
    """The pairs that share a key of ``source`` and the columns of one of ``cuts``, in blocks of at most so many records."""
    parts = [_cut(source, columns, most) for columns, most in cuts.items()]
    return " UNION ALL ".join(f"SELECT l, r FROM ({part})" for part in parts)  # noqa: S608  # our own names


def _cut(source: str, columns: str, most: int) -> str:
    shared = ["key", *filter(None, columns.split(", "))]
    keyed = f"SELECT k.n, k.key, r.year, r.commune, r.province, r.day FROM {source} k JOIN record r USING (n)"  # noqa: S608
    known = " AND ".join(f"{column} <> 0" for column in shared[1:]) or "true"
    alike = " AND ".join(f"a.{column} = b.{column}" for column in shared)
    by = ", ".join(shared)
    return f"""WITH k AS ({keyed} WHERE {known}),
        held AS (SELECT {by} FROM k GROUP BY {by} HAVING count(*) BETWEEN 2 AND {most}),
        b AS (SELECT k.* FROM k SEMI JOIN held USING ({by}))
        SELECT a.n AS l, b.n AS r FROM b a JOIN b ON {alike} AND a.n < b.n"""  # noqa: S608  # our own names


SAME_NUMBER = f"""SELECT a.n AS l, b.n AS r, true AS numbered FROM phone a JOIN phone b ON a.key = b.key AND a.n < b.n
    WHERE a.key IN (SELECT key FROM phone GROUP BY key HAVING count(*) BETWEEN 2 AND {SMALL})
    UNION ALL SELECT a.n, b.n, true FROM record a JOIN record b ON a.identity = b.identity AND a.n < b.n WHERE a.identity <> 0"""  # noqa: S608
SAME_DAY = f"""WITH held AS (SELECT day, commune FROM record WHERE day <> 0 AND commune <> 0 GROUP BY day, commune
        HAVING count(*) BETWEEN 2 AND {SMALL}), k AS (SELECT record.* FROM record SEMI JOIN held USING (day, commune))
    SELECT a.n AS l, b.n AS r FROM k a JOIN k b ON a.day = b.day AND a.commune = b.commune AND a.n < b.n"""  # noqa: S608


def candidates(connection: DuckDBPyConnection) -> int:
    """Make the table ``candidate`` (l, r: positions, l < r) and return how many there are."""
    connection.execute("CREATE TABLE met (l INTEGER, r INTEGER, numbered BOOLEAN)")
    connection.execute(f"INSERT INTO met {SAME_NUMBER}")
    for query in (_met("pair_key", WHOLE), _met("half_key", HALF), SAME_DAY):
        connection.execute(
            f"""INSERT INTO met SELECT DISTINCT l, r, false FROM ({query}) JOIN record a ON a.n = l JOIN record b ON b.n = r
                WHERE a.year = 0 OR b.year = 0
                    OR abs(a.year - b.year) <= CASE WHEN a.about OR b.about THEN {FAR} ELSE {NEAR} END"""  # noqa: S608
        )
    connection.execute(
        """CREATE TABLE candidate AS SELECT l, r, bool_or(numbered) AS numbered FROM met GROUP BY l, r ORDER BY l, r;
           DROP TABLE met"""
    )
    return int(connection.execute("SELECT count(*) FROM candidate").fetchall()[0][0])
