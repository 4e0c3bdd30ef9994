"""Answers that would be worked out from themselves: phones refuse such a form when it is opened, so it is said at upload.

What counts is what ODK Validate counts: a calculation, and a condition, wait for the answers that they name, and so does all that stands
in a group with a condition. An expression that picks one round of a repeat (a predicate, indexed-repeat) may name the question that it
belongs to, in another round: it is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

_TEXTS = re.compile(r"\"[^\"]*\"|'[^']*'")
_STEP = r"(?:\.\.|[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?)"
_PATH = re.compile(rf"(?<![\w.\-)\]/:])(?:\.\.?(?:/{_STEP})*|(?:/{_STEP})+)(?![\w.\-(/\[:])")


def of(binds: Mapping[str, Mapping[str, str]], nodes: Iterable[str]) -> list[list[str]]:
    """Return the circles among the questions of a form, each as the paths that it leads through, the first again at its end.

    ``binds`` holds ``calculate`` and ``relevant`` by path, ``nodes`` all paths of the form.
    """
    waits = _waiting(binds, nodes)
    found: list[list[str]] = []
    done: set[str] = set()
    for start in waits:
        if start not in done and (circle := _circle(start, waits, done)):
            found.append(circle)
    return found


def _waiting(binds: Mapping[str, Mapping[str, str]], nodes: Iterable[str]) -> dict[str, list[str]]:
    """What each path waits for."""
    below = sorted(nodes)
    waits: dict[str, list[str]] = {}
    for path, bind in binds.items():
        waits.setdefault(path, []).extend(paths(bind.get("calculate", ""), path))
        if condition := list(paths(bind.get("relevant", ""), path)):
            waits[path] += condition
            for each in below:
                if each.startswith(f"{path}/"):
                    waits.setdefault(each, []).extend(condition)
    return waits


def _circle(start: str, waits: Mapping[str, list[str]], done: set[str]) -> list[str]:
    """Go from ``start`` along what is waited for; return the first circle, and add what was gone through to ``done``."""
    way: list[str] = [start]
    on_way = {start: 0}
    left = [iter(waits.get(start, ()))]
    while left:
        step = next(left[-1], None)
        if step is None:
            left.pop()
            gone = way.pop()
            del on_way[gone]
            done.add(gone)
        elif step in on_way:
            done.update(way)
            return [*way[on_way[step] :], step]
        elif step not in done:
            on_way[step] = len(way)
            way.append(step)
            left.append(iter(waits.get(step, ())))
    return []


def paths(expression: str, context: str) -> Iterator[str]:
    """Yield the paths that an expression names, from the root; none of one that picks rounds of a repeat."""
    if "[" in expression or "indexed-repeat" in expression:
        return
    written = _TEXTS.sub("''", expression).replace("current()/", "")
    for found in _PATH.findall(written):
        steps = [] if found.startswith("/") else context.strip("/").split("/")
        for step in found.split("/"):
            if step == "..":
                steps = steps[:-1]
            elif step not in ("", "."):
                steps.append(step.rsplit(":", 1)[-1])
        yield "/" + "/".join(steps)
