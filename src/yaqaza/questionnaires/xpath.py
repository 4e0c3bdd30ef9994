"""Expressions of forms looked through before phones fall over them: XPath 1.0 and the functions of the ODK XForms specification.

Specifications: w3.org/TR/1999/REC-xpath-19991116, getodk.github.io/xforms-spec. Nothing is computed: an expression is read to its end,
its functions are known and have as many values as they take. Pure Python; knows neither forms nor languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MANY = 10**6
FUNCTIONS: dict[str, tuple[int, int]] = {
    # XPath 1.0
    "last": (0, 0), "position": (0, 1), "count": (1, 1), "id": (1, 1), "local-name": (0, 1), "namespace-uri": (0, 1), "name": (0, 1),
    "string": (0, 1), "concat": (0, MANY), "starts-with": (2, 2), "contains": (2, 2), "substring-before": (2, 2),
    "substring-after": (2, 2), "substring": (2, 3), "string-length": (0, 1), "normalize-space": (0, 1), "translate": (3, 3),
    "boolean": (1, 1), "not": (1, 1), "true": (0, 0), "false": (0, 0), "lang": (1, 1), "number": (0, 1), "sum": (1, 1), "floor": (1, 1),
    "ceiling": (1, 1), "round": (1, 2),
    # XForms and ODK
    "if": (3, 3), "index": (1, 1), "instance": (1, 1), "current": (0, 0), "boolean-from-string": (1, 1), "now": (0, 0), "today": (0, 0),
    "random": (0, 0), "min": (1, MANY), "max": (1, MANY), "avg": (1, MANY), "count-non-empty": (1, 1), "days-from-date": (1, 1),
    "seconds": (1, 1), "months": (1, 1), "seconds-from-dateTime": (1, 1), "property": (1, 1),
    "selected": (2, 2), "is-selected": (2, 2), "selected-at": (2, 2), "count-selected": (1, 1), "jr:choice-name": (2, 2),
    "jr:itext": (1, 1), "indexed-repeat": (3, 7), "regex": (2, 2), "coalesce": (2, MANY), "checklist": (3, MANY),
    "weighted-checklist": (4, MANY), "join": (1, MANY), "randomize": (1, 2), "once": (1, 1), "uuid": (0, 1), "version": (0, 0),
    "pulldata": (4, 4), "pull-data": (4, 4), "digest": (2, 3), "base64-decode": (1, 1), "substr": (2, 3), "ends-with": (2, 2),
    "date": (1, 1), "date-time": (1, 1), "decimal-date-time": (1, 1), "decimal-time": (1, 1), "format-date": (2, 2),
    "format-date-time": (2, 2), "int": (1, 1), "depend": (1, MANY), "extract-signed": (2, 2), "distinct-values": (1, 1),
    "area": (1, MANY), "distance": (1, MANY), "geofence": (2, 2), "intersects": (1, 1), "abs": (1, 1), "sin": (1, 1), "cos": (1, 1),
    "tan": (1, 1), "asin": (1, 1), "acos": (1, 1), "atan": (1, 1), "atan2": (2, 2), "sqrt": (1, 1), "exp": (1, 1), "exp10": (1, 1),
    "log": (1, 1), "log10": (1, 1), "pow": (2, 2), "power": (2, 2), "pi": (0, 0), "upper-case": (1, 1), "lower-case": (1, 1),
}  # fmt: skip
NODE_TESTS = {"node", "text", "comment", "processing-instruction"}
WORDS = {"and", "or", "div", "mod"}
OPERATORS = ("or", "and", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "div", "mod", "|")
_NAME = r"[^\W\d][\w.\-]*"
_TOKEN = re.compile(
    rf"""\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<text>"[^"]*"|'[^']*')|(?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
        |(?P<sign>::|\.\.|//|!=|<=|>=|[()\[\].@,/|+\-=<>*$]))""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Fault:
    """What is wrong with an expression: SYNTAX (``at``: where reading stopped, "" for the end), UNKNOWN (a function), COUNT."""

    kind: str
    at: str
    place: int = 0
    given: int = 0
    least: int = 0
    most: int = 0


class _Wrong(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault


@dataclass(frozen=True)
class _Token:
    kind: str  # number, text, name, sign, operator, end
    said: str
    place: int


def check(expression: str) -> Fault | None:
    """Return what is wrong with an expression, None when it can be computed."""
    try:
        reader = _Reader(expression)
        reader.expression()
        if reader.now.kind != "end":
            raise reader.stopped()
    except _Wrong as wrong:
        return wrong.fault
    except RecursionError:  # deeper than anybody writes by hand, and perhaps right
        return None
    return None


def _tokens(expression: str) -> Iterator[_Token]:
    """The tokens of an expression. After an operand a word or a star is an operator (XPath 1.0, 3.7)."""
    place, before = 0, ""
    while place < len(expression.rstrip()):
        found = _TOKEN.match(expression, place)
        if found is None:
            raise _Wrong(Fault("SYNTAX", expression[place:].strip()[:30], place))
        kind, said = str(found.lastgroup), found[str(found.lastgroup)]
        operand = before not in (
            "",
            "::",
            "(",
            "[",
            ",",
            "@",
            "/",
            "//",
            "|",
            "+",
            "-",
            "=",
            "!=",
            "<",
            ">",
            "<=",
            ">=",
            "op",
            "$",
        )
        if operand and (said == "*" or (kind == "name" and said in WORDS)):
            kind = "operator"
        yield _Token(kind, said, found.start(str(found.lastgroup)))
        before = "op" if kind == "operator" else said if kind == "sign" else "operand"
        place = found.end()
    yield _Token("end", "", len(expression))


class _Reader:
    def __init__(self, expression: str) -> None:
        self.whole = expression
        self.tokens = list(_tokens(expression))
        self.index = 0

    @property
    def now(self) -> _Token:
        return self.tokens[self.index]

    @property
    def following(self) -> _Token:
        return self.tokens[min(self.index + 1, len(self.tokens) - 1)]

    def stopped(self) -> _Wrong:
        return _Wrong(Fault("SYNTAX", self.whole[self.now.place :].strip()[:30], self.now.place))

    def takes(self, *signs: str) -> bool:
        if self.now.kind in ("sign", "operator") and self.now.said in signs:
            self.index += 1
            return True
        return False

    def needs(self, sign: str) -> None:
        if not self.takes(sign):
            raise self.stopped()

    def expression(self) -> None:
        """Operands with operators between them: what binds tighter changes what is computed, not whether it can be read."""
        self.operand()
        while self.takes(*OPERATORS):
            self.operand()

    def operand(self) -> None:
        while self.takes("-"):
            pass
        self.path()

    def path(self) -> None:
        token = self.now
        if self.takes("/", "//"):
            if token.said == "//" or self.step_begins():
                self.steps()
            return
        call = token.kind == "name" and self.following.said == "(" and token.said not in NODE_TESTS
        if token.kind in ("number", "text") or call or (token.said in ("(", "$") and token.kind == "sign"):
            self.primary()
            self.predicates()
            if self.takes("/", "//"):
                self.steps()
        else:
            self.steps()

    def primary(self) -> None:
        token = self.now
        if self.takes("("):
            self.expression()
            self.needs(")")
        elif self.takes("$"):
            self.name()
        elif token.kind == "name":
            self.call()
        else:
            self.index += 1

    def call(self) -> None:
        name, place = self.now.said, self.now.place
        self.index += 2
        given = 0
        if not self.takes(")"):
            given = 1
            self.expression()
            while self.takes(","):
                given += 1
                self.expression()
            self.needs(")")
        if name not in FUNCTIONS:
            if ":" in name and not name.startswith("jr:"):  # of another engine: it says so itself
                return
            raise _Wrong(Fault("UNKNOWN", name, place))
        least, most = FUNCTIONS[name]
        if not least <= given <= most:
            raise _Wrong(Fault("COUNT", name, place, given, least, most))

    def step_begins(self) -> bool:
        return self.now.kind == "name" or (self.now.said in (".", "..", "@", "*") and self.now.kind == "sign")

    def steps(self) -> None:
        self.step()
        while self.takes("/", "//"):
            self.step()

    def step(self) -> None:
        if self.takes(".", ".."):
            self.predicates()
            return
        if not self.takes("@") and self.now.kind == "name" and self.following.said == "::":
            self.index += 2
        if not self.takes("*"):
            kind = self.now.said
            self.name()
            if kind in NODE_TESTS and self.takes("("):
                if self.now.kind == "text":
                    self.index += 1
                self.needs(")")
        self.predicates()

    def name(self) -> None:
        if self.now.kind != "name":
            raise self.stopped()
        self.index += 1

    def predicates(self) -> None:
        while self.takes("["):
            self.expression()
            self.needs("]")
