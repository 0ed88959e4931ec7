"""Label selectors: the text form, the ``LabelSelector`` object, and whether labels match.

Here: parsing with the real error words, matching, printing.  Not here: field selectors
(``fields``).  A selector is a tuple of requirements, all of which must hold.
"""

import re
from typing import Any, NamedTuple

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import FieldError, invalid, joined

MAX_SELECTOR = 64 * 1024


class SelectorError(ValueError):
    """A selector that cannot be understood; its text is Kubernetes' own."""


class Requirement(NamedTuple):
    """One condition: operator is one of ``= == != in notin exists ! gt lt``."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def matches(self, labels: dict[str, str]) -> bool:
        """Whether labels fulfil the condition."""
        value = labels.get(self.key)
        if self.operator in ("in", "=", "=="):
            return value is not None and value in self.values
        if self.operator in ("notin", "!="):
            return value is None or value not in self.values
        if self.operator in ("exists", "!"):
            return (value is not None) == (self.operator == "exists")
        return value is not None and _compare(self.operator, value, self.values[0])

    def __str__(self) -> str:
        if self.operator == "exists":
            return self.key
        if self.operator == "!":
            return "!" + self.key
        if self.operator in ("in", "notin"):
            return f"{self.key} {self.operator} ({','.join(sorted(self.values))})"
        sign = {"gt": ">", "lt": "<"}.get(self.operator, self.operator)
        return f"{self.key}{sign}{self.values[0]}"


Selector = tuple[Requirement, ...]


def _compare(operator: str, value: str, bound: str) -> bool:
    if not re.fullmatch(r"[+-]?[0-9]{1,19}", value):
        return False
    return int(value) > int(bound) if operator == "gt" else int(value) < int(bound)


def matches(selector: Selector | None, labels: dict[str, str]) -> bool:
    """Whether labels fulfil every condition; None matches nothing (an absent LabelSelector)."""
    return selector is not None and all(one.matches(labels) for one in selector)


def to_text(selector: Selector) -> str:
    """The selector in text form, as ``kubectl describe`` and status fields show it."""
    return ",".join(str(one) for one in selector)


def from_labels(labels: dict[str, str] | None) -> Selector:
    """The selector that asks for each label with its value; empty labels match everything."""
    return tuple(Requirement(key, "=", (value,)) for key, value in sorted((labels or {}).items()))


_OPERATORS = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "!"}


def from_object(selector: dict[str, Any] | None) -> Selector | None:
    """A ``LabelSelector`` object as selector; None stays None and matches nothing.

    Raises:
        SelectorError: an operator or value that validation would refuse.
    """
    if selector is None:
        return None
    requirements = list(from_labels(selector.get("matchLabels")))
    for expression in selector.get("matchExpressions") or ():
        operator = _OPERATORS.get(expression.get("operator", ""))
        if operator is None:
            word = expression.get("operator", "")
            raise SelectorError(f'"{word}" is not a valid label selector operator')
        values = tuple(expression.get("values") or ())
        requirements.append(_checked(expression.get("key", ""), operator, values))
    return tuple(sorted(requirements, key=lambda one: one.key))


def _checked(key: str, operator: str, values: tuple[str, ...]) -> Requirement:
    errors: list[FieldError] = []
    if reasons := formats.label_key(key):
        errors.append(invalid("key", key, "; ".join(reasons)))
    if operator in ("in", "notin") and not values:
        detail = "for 'in', 'notin' operators, values set can't be empty"
        errors.append(invalid("values", [], detail))
    if operator in ("exists", "!") and values:
        detail = "values set must be empty for exists and does not exist"
        errors.append(invalid("values", list(values), detail))
    for place, value in enumerate(values):
        errors += _value_errors(key, operator, place, value)
    if errors:
        raise SelectorError(joined([str(error) for error in errors]))
    return Requirement(key, operator, values)


def _value_errors(key: str, operator: str, place: int, value: str) -> list[FieldError]:
    errors = []
    if operator in ("gt", "lt") and not re.fullmatch(r"[+-]?[0-9]{1,19}", value):
        detail = "for 'Gt', 'Lt' operators, the value must be an integer"
        errors.append(invalid(f"values[{place}]", value, detail))
    if reasons := formats.label_value(value):
        errors.append(invalid(f"values[{place}][{key}]", value, "; ".join(reasons)))
    return errors


# --- the text form ---------------------------------------------------------------------------

_TOKEN = re.compile(r"[ \t\r\n]*(?:(==|!=|[=!(),<>])|([^ \t\r\n=!(),<>]+))")
_BINARY = {
    "in": "in", "notin": "notin", "=": "=", "==": "==", "!=": "!=", ">": "gt", "<": "lt",
}  # fmt: skip
_BINARY_WORDS = "in, notin, =, ==, !=, gt, lt"


def parse(text: str) -> Selector:
    """The selector that ``-l`` or ``?labelSelector=`` means.

    Raises:
        SelectorError: with the words of the real parser.
    """
    if len(text) > MAX_SELECTOR:
        raise SelectorError("selector is too long")
    return _Parser(text).parse()


class _Parser:
    """Reads tokens; '' is the end.  ``in`` and ``notin`` are operators only after a key."""

    def __init__(self, text: str) -> None:
        self.tokens = [a or b for a, b in _TOKEN.findall(text)] + [""]
        self.place = 0

    def next(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1] if self.place <= len(self.tokens) else ""

    @property
    def ahead(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def parse(self) -> Selector:
        found: list[Requirement] = []
        if self.ahead and not self._starts_requirement():
            raise SelectorError(
                f"found '{self.ahead}', expected: !, identifier, or 'end of string'"
            )
        while self.ahead:
            try:
                found.append(self._requirement())
            except SelectorError as error:
                raise SelectorError(f"unable to parse requirement: {error}") from None
            self._separator()
        return tuple(sorted(found, key=lambda one: one.key))

    def _starts_requirement(self) -> bool:
        return self.ahead == "!" or self._is_identifier(self.ahead)

    @staticmethod
    def _is_identifier(token: str) -> bool:
        return bool(token) and token[0] not in "=!(),<>"

    def _separator(self) -> None:
        token = self.next()
        if token and token != ",":
            raise SelectorError(f"found '{token}', expected: ',' or 'end of string'")
        if token == "," and not self._starts_requirement():
            raise SelectorError(f"found '{self.ahead}', expected: identifier after ','")

    def _requirement(self) -> Requirement:
        absent = self.ahead == "!"
        if absent:
            self.next()
        key = self.next()
        if not self._is_identifier(key):
            raise SelectorError(f"found '{key}', expected: identifier")
        if reasons := formats.label_key(key):
            # The parser has no path here, which Go prints as <nil>.
            raise SelectorError(str(invalid("<nil>", key, "; ".join(reasons))))
        if self.ahead in ("", ","):
            return Requirement(key, "!" if absent else "exists")
        return self._comparison(key)

    def _comparison(self, key: str) -> Requirement:
        word = self.next()
        operator = _BINARY.get(word)
        if operator is None:
            raise SelectorError(f"found '{word}', expected: {_BINARY_WORDS}")
        values = self._values() if operator in ("in", "notin") else (self._exact(),)
        return _checked(key, operator, tuple(sorted(set(values))))

    def _exact(self) -> str:
        if self.ahead in ("", ","):
            return ""
        token = self.next()
        if not self._is_identifier(token):
            raise SelectorError(f"found '{token}', expected: identifier")
        return token

    def _values(self) -> list[str]:
        token = self.next()
        if token != "(":
            raise SelectorError(f"found '{token}' expected: '('")
        first = self.ahead
        if first == ")":
            self.next()
            return [""]
        if first != "," and not self._is_identifier(first):
            raise SelectorError(f"found '{first}', expected: ',', ')' or identifier")
        values = self._value_list()
        if self.next() != ")":
            raise SelectorError(f"found '{first}', expected: ')'")
        return values

    def _value_list(self) -> list[str]:
        values: list[str] = []
        while True:
            token = self.next()
            if self._is_identifier(token):
                values.append(token)
                if self.ahead == ")":
                    return values
                if self.ahead != ",":
                    raise SelectorError(f"found '{self.ahead}', expected: ',' or ')'")
            elif token == ",":
                if not values or self.ahead in (")", ","):
                    values.append("")
                if self.ahead == ")":
                    return values
            else:
                raise SelectorError(f"found '{token}', expected: ',', or identifier")
