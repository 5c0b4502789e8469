"""One scalar of an entity or an answer, drawn by its meaning."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from digit_tc.records import JSON
from digit_tc.semantics.facts import admits
from digit_tc.values.fields import Field, field_of
from digit_tc.values.invent import NoValueError, fresh_identifier, invent
from digit_tc.values.setting import Setting
from digit_tc.world.state import Constraint

Schema = Mapping[str, Any]
_TRIES = 8
COUNTS = frozenset(
    "count total total_count num_results result_count number_of_results total_results size "
    "num_items item_count".split()
)  # fmt: skip
"""Fields that say how many rows a result has."""
LIMITS = frozenset("limit count max_results page_size per_page size num top_k max".split())
"""Parameters that say how many rows are wanted at the most."""
FAULTS = frozenset("error errors error_message error_code exception failure failure_reason".split())
"""Fields that what went well does not have."""
GOOD_WORDS = (
    "success", "succeeded", "ok", "confirmed", "completed", "complete", "created", "active", "sent",
    "delivered", "available", "approved", "done", "booked", "updated", "paid", "enabled", "open",
    "added", "saved", "scheduled", "valid", "ready", "healthy", "on",
)  # fmt: skip
"""Outcomes of a call that went well."""
GONE_WORDS = ("deleted", "removed", "cancelled", "canceled", "revoked", "closed", "archived")
"""Outcomes of a call that ended something."""
_OUTCOME = re.compile(
    r"\b(?:success|ok|valid|exists|found|done|sent|saved|deleted|updated|created|verified|"
    r"confirmed|completed|match|matched|accepted|approved|removed|cancelled|added)\b"
)
_BEHIND = re.compile(
    r"\b(?:created|updated|published|posted|issued|modified|released|ordered|last|joined|"
    r"registered|started|placed|paid|sent|received|changed|opened)\b"
)
_AHEAD = re.compile(r"\b(?:end|ends|expires|expiry|due|delivery|arrival|return|renewal)\b")


def draw_scalar(
    field: Field,
    setting: Setting,
    *,
    demanded: Sequence[Schema] = (),
    constraints: Sequence[Constraint] = (),
    avoid: Sequence[JSON] = (),
) -> JSON:
    """A value for an attribute as it may be found: any state, any of the choices.

    `demanded` are schemas of parameters that it will serve, `constraints` what it must fulfil,
    `avoid` values that others have. Raises NoValueError where nothing fits.
    """
    for constraint in constraints:
        settled = _settled(field, constraint, setting)
        if settled is not None and _serves(settled, field, demanded):
            return settled
    # What a field is called says what it is; where it says nothing, its use does.
    vague = field.kind in ("text", "integer", "number")
    schemas = (*demanded, field.schema) if vague else (field.schema, *demanded)
    best: JSON = None
    for schema in schemas:
        target = field if schema is field.schema else _as_parameter(field, schema)
        for _ in range(_TRIES):
            try:
                value = _draw(target, setting)
            except NoValueError:
                break
            if _serves(value, field, demanded) and all(fulfils(one, value) for one in constraints):
                if value not in avoid:
                    return value
                best = value
    if best is None:
        raise NoValueError(field.path)
    return best


def draw_outcome(field: Field, setting: Setting, *, ended: bool) -> JSON:
    """A value for what a call that went well answers about itself: `success`, `true`."""
    if field.choices:
        told = [choice for choice in field.choices if isinstance(choice, str)]
        wanted = (*GONE_WORDS, *GOOD_WORDS) if ended else GOOD_WORDS
        good = [word for word in told if word.lower() in wanted]
        if ended:
            good = [word for word in good if word.lower() in GONE_WORDS] or good
        return good[0] if good else setting.rng.choice(field.choices)
    if field.kind == "boolean":
        return bool(_OUTCOME.search(" ".join(field.meaning.words))) or setting.rng.random() < 0.5
    return draw_scalar(field, setting)


def fulfils(constraint: Constraint, value: JSON) -> bool:
    """Whether a value passes a constraint; what cannot be compared does not."""
    wanted, operator = constraint.value, constraint.operator
    if operator == "in" or (operator == "=" and isinstance(wanted, list)):
        return any(_same(one, value) for one in (wanted if isinstance(wanted, list) else [wanted]))
    if operator == "=":
        items = value if isinstance(value, list) else [value]
        return any(_same(wanted, one) for one in items)
    numbers = _is_number(wanted) and _is_number(value)
    if not numbers and not (isinstance(wanted, str) and isinstance(value, str)):
        return False
    one, other = (value, wanted) if numbers else _same_length(str(value), str(wanted))
    return bool(one >= other if operator == ">=" else one <= other)


def break_constraint(constraint: Constraint, field: Field, setting: Setting) -> JSON:
    """A value that just does not fulfil a constraint; None where there is none to be found."""
    wanted, rng = constraint.value, setting.rng
    if constraint.operator in (">=", "<="):
        sign = -1 if constraint.operator == ">=" else 1
        moved = _moved(wanted, sign * rng.choice((1, 2, 3, 5)), sign * rng.uniform(0.03, 0.25))
        return moved if moved is not None and admits(field.schema, moved) else None
    for _ in range(_TRIES):
        try:
            value = _draw(field, setting)
        except NoValueError:
            return None
        if not fulfils(constraint, value):
            return value
    return None


def _settled(field: Field, constraint: Constraint, setting: Setting) -> JSON:
    """A value that a constraint leaves hardly any choice of."""
    wanted, rng = constraint.value, setting.rng
    if constraint.operator == "in" or isinstance(wanted, list):
        choices = [one for one in wanted if admits(field.schema, one)] if wanted else []
        return rng.choice(choices) if choices else None
    if constraint.operator == "=":
        return next((one for one in _spellings(wanted, field) if admits(field.schema, one)), None)
    sign = 1 if constraint.operator == ">=" else -1
    days = 0 if rng.random() < 0.15 else sign * rng.randint(1, 20)
    share = sign * rng.uniform(0.0, 0.6 if sign > 0 else 0.5)
    # What lies out of the field's own bounds is drawn nearer: of 4.5 or better there is 4.7.
    nearer = (_moved(wanted, days, share * scale) for scale in (1.0, 0.5, 0.2, 0.05, 0.0))
    return next((one for one in nearer if one is not None and admits(field.schema, one)), None)


def _spellings(wanted: JSON, field: Field) -> list[JSON]:
    """A value as asked for, and as the field may write it: `Kitchen` for the choice `kitchen`."""
    plain = str(wanted).casefold().replace(" ", "_").replace("-", "_")
    same = [
        choice
        for choice in field.choices
        if str(choice).casefold().replace(" ", "_").replace("-", "_") == plain
    ]
    return [wanted, *same]


def _moved(value: JSON, days: int, share: float) -> JSON:
    """A date some days away, or a number that is larger or smaller by a share."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        step = round(value * share) or (1 if share > 0 else -1 if share < 0 else 0)
        return value + step
    if isinstance(value, float):
        return round(value * (1 + share), 2)
    if isinstance(value, str) and len(value) >= 10:
        try:
            day = dt.date.fromisoformat(value[:10])
        except ValueError:
            return None
        return (day + dt.timedelta(days=days)).isoformat() + value[10:]
    return None


def _draw(field: Field, setting: Setting) -> JSON:
    rng = setting.rng
    if field.choices:
        return rng.choice(field.choices)
    if field.kind == "boolean":
        return rng.random() < 0.6
    if field.kind == "identifier":
        return _identifier(field, setting)
    if field.kind in ("date", "datetime") and not field.examples:
        return _moment(field, setting)
    return invent(field, setting)


def _identifier(field: Field, setting: Setting) -> JSON:
    for _ in range(_TRIES):
        value = fresh_identifier(field, setting.rng)
        if admits(field.schema, value):
            return value
    if field.examples:
        return setting.rng.choice(field.examples)
    raise NoValueError(field.path)


def _moment(field: Field, setting: Setting) -> JSON:
    """A date near today, on the side of it that the name of the field tells."""
    words, rng = " ".join(field.meaning.words), setting.rng
    if _BEHIND.search(words):
        day = setting.today - dt.timedelta(days=rng.randint(1, 60))
    elif _AHEAD.search(words):
        day = setting.today + dt.timedelta(days=rng.randint(3, 45))
    else:
        day = setting.today + dt.timedelta(days=rng.randint(-12, 30))
    value = day.isoformat()
    if field.kind == "datetime":
        zone = "Z" if field.schema.get("format") == "date-time" else ""
        value += f"T{rng.randint(7, 20):02d}:{rng.choice(('00', '10', '15', '30', '45'))}:00{zone}"
    return value if admits(field.schema, value) else invent(field, setting)


def _serves(value: JSON, field: Field, demanded: Sequence[Schema]) -> bool:
    return admits(field.schema, value) and all(admits(one, value) for one in demanded)


def _as_parameter(field: Field, schema: Schema) -> Field:
    return field_of(schema, field.path, field.name, field.meaning.entity)


def _same(wanted: JSON, value: JSON) -> bool:
    if isinstance(wanted, bool) or isinstance(value, bool):
        return wanted is value
    if isinstance(wanted, str) and isinstance(value, str):
        return wanted.casefold() == value.casefold()
    return bool(wanted == value)


def _same_length(one: str, other: str) -> tuple[str, str]:
    """Days are compared as they are written, up to where the shorter one ends."""
    length = min(len(one), len(other))
    return one[:length], other[:length]


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
