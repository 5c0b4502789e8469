"""Which parameters of a call get a value, and what value: the planner's leaf values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from digit_tc.records import JSON
from digit_tc.records.paths import enter
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import admits
from digit_tc.values.fields import Field, field_of, type_of
from digit_tc.values.guesses import is_telling
from digit_tc.values.invent import NoValueError, invent, ordered_dates, ordered_numbers
from digit_tc.values.setting import Setting
from digit_tc.writers.grammar.spoken_tool import SpokenTool

_MOST_OPTIONAL = 2
_MOST_DEPTH = 6
_NEVER_OPTIONAL = frozenset(
    [
        "credential",
        "password",
        "output_format",
        "code",
        "uuid",
        "wallet_address",
        "epoch",
        "epoch_ms",
        "cursor",
        "etag",
        "base64",
    ]
)
_SELDOM_OPTIONAL = frozenset(
    ["page", "sort", "language", "timezone", "country_code", "boolean", "limit", "unit"]
)
_VAGUE = frozenset(["text", "name", "category", "word", "integer", "number", "file_path", "width"])
"""Kinds that make sense only where the name or the description tells more."""
_REUSED = frozenset(
    """
    date ticker currency company identifier product crypto team movie book domain url query year
    league username
    """.split()
)

_MOMENTS = ("date", "datetime", "time")

_ONE_A_TURN = frozenset(
    ["date", "datetime", "time", "city", "country", "currency", "email", "person_name"]
)

_TECHNICAL = frozenset(
    """
    operator callback fields include exclude expand select offset skip cursor order direction sort
    order_by sort_by sortby orderby start_index next_page page_token jsonp
    """.split()
)
"""Names of parameters that nobody asks for."""

_KEYS = ("project", "topic", "season", "level", "colour")
"""Keys for objects in which any may stand."""

Scalars = list[tuple[str, Field, JSON]]
"""Concrete path, field and value of each literal."""


def arguments_for(
    profile: SpokenTool, fed: Iterable[str], setting: Setting, optional_share: float
) -> Scalars:
    """Literals for one call, apart from the places that earlier results feed.

    `fed` are the concrete paths of those places. Raises NoValueError where a required parameter
    cannot be given a value.
    """
    fed = frozenset(fed)
    setting.looks_back = profile.looks_back
    setting.begin_call(american=profile.american)
    picker = _Picker(profile, fed, setting, optional_share)
    scalars = picker.scalars()
    fields = {path: field for path, field, _value in scalars}
    values = {path: value for path, _field, value in scalars}
    ordered_dates(fields, values)
    ordered_numbers(fields, values)
    return [(path, field, values[path]) for path, field, _value in scalars]


class _Picker:
    def __init__(
        self, profile: SpokenTool, fed: frozenset[str], setting: Setting, optional_share: float
    ) -> None:
        self._profile = profile
        self._fed = fed
        self._setting = setting
        self._share = optional_share
        self._optional_left = _MOST_OPTIONAL
        self._found: Scalars = []
        self._changed = _when_changed(profile)

    def scalars(self) -> Scalars:
        parameters = self._profile.tool.parameters
        self._object(parameters, "", self._profile.noun, 0, lambda _name: False)
        if self._share > 0 and not self._found and not self._fed and parameters.get("properties"):
            # A call with nothing but optional parameters still wants to say something.
            likely = self._likely()
            if likely and self._setting.rng.random() < 0.9:
                self._object(parameters, "", self._profile.noun, 0, likely.__contains__)
        return self._found

    def _likely(self) -> frozenset[str]:
        fields = [
            f for f in self._profile.fields.values() if "." not in f.path and "[" not in f.path
        ]
        good = [
            f.path for f in fields if f.kind not in _NEVER_OPTIONAL | _SELDOM_OPTIONAL | {"limit"}
        ]
        good = [
            f.path for f in fields if f.path in good and (f.kind not in _VAGUE or is_telling(f))
        ]
        good = good or [f.path for f in fields if f.kind not in _NEVER_OPTIONAL]
        count = min(len(good), self._setting.rng.randint(1, 2))
        return frozenset(good[:3] and self._setting.rng.sample(good[:3], min(count, len(good[:3]))))

    def _object(
        self, schema: Mapping[str, Any], path: str, owner: str, depth: int,
        chosen: Callable[[str], bool],
    ) -> None:  # fmt: skip
        required = schema.get("required") or ()
        example = self._example(schema)
        done = {place for place, _field, _value in self._found}
        for name, inner in (schema.get("properties") or {}).items():
            if not isinstance(inner, Mapping):
                continue
            place = enter(path, name)
            if place in done:
                continue
            if depth == 0 and place in self._profile.tool.session and place not in self._fed:
                self._of_session(field_of(inner, place, name, owner), name in required)
                continue
            needed = name in required or chosen(name)
            fed_below = any(
                one == place or one.startswith((f"{place}.", f"{place}[")) for one in self._fed
            )
            if not needed and not fed_below and not self._wanted(inner, place, name, owner, depth):
                continue
            if name in example and not fed_below and type_of(inner) not in ("object", "array"):
                self._found.append((place, field_of(inner, place, name, owner), example[name]))
                continue
            self._value(inner, place, name, owner, depth + 1)

    def _of_session(self, field: Field, needed: bool) -> None:
        """A parameter of the session takes its value; it is given only where it must be."""
        session = self._setting.session
        settled = session.settle(self._profile.tool, field) if session else None
        if settled is not None:
            self._found.append((field.path, settled, settled.choices[0]))
        elif needed:
            self._found.append((field.path, field, self._scalar(field)))

    def _wanted(
        self, schema: Mapping[str, Any], place: str, name: str, owner: str, depth: int
    ) -> bool:
        """Whether an optional parameter gets a value."""
        if self._optional_left <= 0 or depth > 1:
            return False
        kind = type_of(schema)
        share = self._share
        if kind in ("object", "array"):
            share *= 0.5
        else:
            field = field_of(schema, place, name, owner)
            technical = name in _TECHNICAL or "param" in name.lower()
            if field.kind in _NEVER_OPTIONAL or technical:
                return False
            told = field.choices or field.examples or "default" in schema
            if field.kind in _SELDOM_OPTIONAL:
                share *= 0.3 if told or field.kind == "boolean" else 0.08
            elif field.kind in _VAGUE and not is_telling(field):
                return False
        if self._setting.rng.random() >= share:
            return False
        self._optional_left -= 1
        return True

    def _example(self, schema: Mapping[str, Any]) -> Mapping[str, JSON]:
        given = schema.get("examples")
        whole = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
        whole = [one for one in whole if admits({**schema, "required": []}, one)]
        return self._setting.rng.choice(whole) if whole else {}

    def _value(
        self, schema: Mapping[str, Any], place: str, name: str, owner: str, depth: int
    ) -> None:
        if depth > _MOST_DEPTH:
            return
        kind = type_of(schema)
        if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
            self._map(schema["additionalProperties"], place, name, depth)
        if kind == "object":
            self._object(schema, place, name, depth, lambda _name: False)
            if not schema.get("required") and not any(
                path.startswith(f"{place}.") for path, _field, _value in self._found
            ):
                self._fill_something(schema, place, name)
        elif kind == "array":
            self._array(schema, place, name, owner, depth)
        elif kind != "null" and place not in self._fed:
            field = field_of(schema, place, name, owner)
            self._found.append((place, field, self._scalar(field)))

    def _map(self, schema: Mapping[str, Any], place: str, owner: str, depth: int) -> None:
        """Give an object whose keys are free one or two of them."""
        if any(one.startswith(f"{place}.") for one in self._fed):
            return
        for key in self._setting.rng.sample(_KEYS, self._setting.rng.choice((1, 1, 2))):
            self._value(schema, enter(place, key), key, owner, depth + 1)

    def _fill_something(self, schema: Mapping[str, Any], place: str, name: str) -> None:
        """Give an object without required properties the first simple one that it has."""
        inners = (schema.get("properties") or {}).items()
        for inner_name, inner in sorted(inners, key=lambda pair: pair[0] in _TECHNICAL):
            if isinstance(inner, Mapping) and type_of(inner) not in ("object", "array", "null"):
                path = enter(place, inner_name)
                field = field_of(inner, path, inner_name, name)
                if field.kind == "boolean":
                    continue
                if path not in self._fed:
                    self._found.append((path, field, self._scalar(field)))
                return

    def _array(
        self, schema: Mapping[str, Any], place: str, name: str, owner: str, depth: int
    ) -> None:
        items = schema.get("items")
        for position, part in enumerate(schema.get("prefixItems") or ()):
            described = {"description": schema.get("description", "")} | part
            self._value(described, f"{place}[{position}]", name, owner, depth + 1)
        if not isinstance(items, Mapping):
            return
        nested = type_of(items) in ("object", "array")
        fed = any(one.startswith(f"{place}[0]") for one in self._fed)
        least = max(1, schema.get("minItems", 1))
        size = least if nested or fed else max(least, self._setting.rng.choice((1, 2, 2, 3)))
        if _numeric(items):
            size = max(least, self._setting.rng.randint(3, 5))
        size = min(size, schema.get("maxItems", size), 8)
        described = (
            items
            if items.get("description")
            else {**items, "description": schema.get("description", "")}
        )
        drawn: list[JSON] = []
        for position in range(size):
            path = f"{place}[{position}]"
            if path in self._fed:
                continue
            if nested:
                self._value(described, path, name, owner, depth + 1)
                continue
            field = field_of(described, f"{place}[]", name, owner)
            if len(drawn) >= len(field.choices) > 0 and position >= least:
                break
            avoid = () if _numeric(items) else tuple(drawn)
            value = invent(field, self._setting, avoid=avoid)
            drawn.append(value)
            self._found.append((path, field, value))

    def _scalar(self, field: Field) -> JSON:
        value = self._shared(field)
        if value is None:
            value = self._drawn(field)
        if field.kind in _ONE_A_TURN:
            self._setting.turn.setdefault(_meaning(field), (self._profile.tool.key, value))
        return value

    def _shared(self, field: Field) -> JSON:
        """What another tool of this turn takes for the same thing: one trip has one check-in."""
        if field.kind not in _ONE_A_TURN or field.path == self._changed:
            return None
        known = self._setting.turn.get(_meaning(field))
        if (
            known is None
            or known[0] == self._profile.tool.key
            or not admits(field.schema, known[1])
        ):
            return None
        if self._setting.rng.random() >= 0.9:
            return None
        if field.kind == "city":
            self._setting.settle(known[1])
        return known[1]

    def _drawn(self, field: Field) -> JSON:
        said = self._setting.said.get(_said_key(field))
        known = said if field.kind in _REUSED and field.path != self._changed else None
        share = 0.6 if field.kind == "identifier" else 0.3
        if known and not field.choices and self._setting.rng.random() < share:
            value = known[-1]
            taken = [v for _path, other, v in self._found if other.kind == field.kind]
            if value not in taken and admits(field.schema, value):
                return value
        taken = [v for _path, other, v in self._found if other.kind == field.kind]
        if field.path == self._changed:
            taken += [*(said or ())[-2:], self._setting.turn.get(_meaning(field), ("", None))[1]]
        avoid = tuple(taken) if field.kind not in ("boolean", "choice") else ()
        try:
            return invent(field, self._setting, avoid=avoid if len(avoid) < 4 else ())
        except NoValueError:
            return invent(field, self._setting)


def _when_changed(profile: SpokenTool) -> str | None:
    """The field by which a changing tool moves something in time: who moves an event to a time
    does not mean the one that it has, though the day may stay."""
    if profile_of(profile.tool).effect != "update":
        return None
    moments = [one for one in profile.fields.values() if one.kind in _MOMENTS]
    moments.sort(key=lambda one: _MOMENTS.index(one.kind))
    return moments[-1].path if moments else None


def _numeric(schema: Mapping[str, Any]) -> bool:
    return type_of(schema) in ("integer", "number") and not schema.get("enum")


def _meaning(field: Field) -> str:
    return f"{field.kind}:{' '.join(field.meaning.words)}"


def _said_key(field: Field) -> str:
    """Values may serve again for a field of the same kind, ids only for the same entity."""
    if field.kind == "identifier":
        return f"identifier:{field.meaning.entity}"
    if field.kind == "date":
        return f"date:{' '.join(field.meaning.words)}"
    return field.kind


said_key = _said_key
