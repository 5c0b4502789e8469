"""One scalar of a result: what was asked for, what a later call needs, or something new."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from digit_tc.graph.addressed import addressed_by
from digit_tc.language.entities import id_noun, plain_name, speaks_of
from digit_tc.records import JSON, Tool
from digit_tc.records.paths import MissingValueError, enter, get
from digit_tc.records.profile import Effect
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import admits
from digit_tc.values.fields import Field, field_of
from digit_tc.values.invent import NoValueError, fresh_identifier, invent
from digit_tc.values.setting import Setting
from digit_tc.world.scalars import GONE_WORDS, GOOD_WORDS
from digit_tc.writers.grammar.ledger import Ledger

Schema = Mapping[str, Any]
_TRUE_FIELDS = re.compile(
    r"\b(success|ok|valid|available|exists|found|done|sent|saved|deleted|updated|created|verified|"
    r"confirmed|completed|active|enabled|match|matched|accepted|approved|removed|cancelled|added)\b"
)


@dataclass(slots=True)
class Job:
    """One result being invented."""

    tool: Tool
    arguments: Mapping[str, JSON]
    setting: Setting
    ledger: Ledger
    demands: Mapping[str, tuple[Schema, ...]]
    """Path pattern into the result → schemas of the parameters that it will serve."""
    given: dict[str, JSON] = dataclass_field(default_factory=dict)
    """Plain scalars of the arguments by plain name."""
    echoed: dict[str, JSON] = dataclass_field(default_factory=dict)
    """Top-level fields that have to repeat an argument."""
    effect: Effect = "get"
    latest: dict[str, dt.date] = dataclass_field(default_factory=dict)
    """Path pattern → the day of the last row of a list that has one there."""


def scalar(schema: Schema, path: str, name: str, nouns: tuple[str, ...], job: Job) -> JSON:
    field = _field(schema, path, name, nouns)
    demanded = job.demands.get(path, ())
    plain = plain_name(name)
    if path in job.echoed and all(admits(one, job.echoed[path]) for one in demanded):
        return job.echoed[path]
    asked = asked_for(schema, path, name, nouns, job)
    if asked is not None and all(admits(one, asked) for one in demanded):
        return asked
    # An `id` below the top is that of the object which holds it, not the one that was asked for.
    inner_id = id_noun(name) == "" and "." in path
    if (
        plain in job.given
        and not inner_id
        and admits(schema, job.given[plain])
        and not _is_new_id(name, nouns, job)
    ):
        given = job.given[plain]
        if not isinstance(given, list) and all(admits(one, given) for one in demanded):
            return given
    among = job.given.get(plain)
    if isinstance(among, list) and "[" in path and not demanded:
        # What was asked for by several values has one of them.
        fitting = [one for one in among if admits(schema, one)]
        if fitting:
            return job.setting.rng.choice(fitting)
    if demanded:
        return _demanded(field, demanded, job)
    if field.choices:
        return _choice(field, job)
    if field.kind == "boolean":
        return (
            bool(_TRUE_FIELDS.search(" ".join(field.meaning.words)))
            or job.setting.rng.random() < 0.5
        )
    if field.kind == "identifier":
        return _identifier(field, job)
    if field.kind in ("date", "datetime") and not field.examples:
        return _moment(field, job)
    return invent(field, job.setting)


def is_settled(name: str, path: str, job: Job) -> bool:
    """Whether a field of the object at a path is what the call gave, or what a later call needs."""
    place = enter(path, name)
    return place in job.demands or place in job.echoed or plain_name(name) in job.given


def asked_for(schema: Schema, path: str, name: str, nouns: tuple[str, ...], job: Job) -> JSON:
    """What the arguments say of this very place: `petId` is the `id` of the pet, and an object
    given as an argument comes back as it was given."""
    if "[" in path:
        return None
    if "." in path:
        try:
            given = get(dict(job.arguments), path)
        except MissingValueError:
            return _asked_of_the_object(schema, path, name, nouns, job)
        return given if not isinstance(given, dict | list) and admits(schema, given) else None
    noun = id_noun(name)
    if noun is None or job.effect == "create" or not nouns or not speaks_of(name, nouns):
        return None
    for argument, value in job.arguments.items():
        meant = id_noun(argument) if speaks_of(argument, nouns) else None
        if (
            meant is not None
            and (meant or nouns[0]) == (noun or nouns[0])
            and (isinstance(value, str | int) and admits(schema, value))
        ):
            return value
    return None


def _asked_of_the_object(
    schema: Schema, path: str, name: str, nouns: tuple[str, ...], job: Job
) -> JSON:
    """The id of the one object that a result holds: `{"order": {"id": "O1"}}` for `get_order`."""
    holder, *deeper = path.split(".")
    noun = id_noun(name)
    if noun is None or len(deeper) != 1 or noun not in ("", plain_name(holder)):
        return None
    entity = addressed_by(job.tool, job.arguments)
    if entity is None or entity[0] != plain_name(holder) or not speaks_of(name, nouns):
        return None
    asked = (value for value in job.arguments.values() if str(value) == entity[1])
    return next((value for value in asked if admits(schema, value)), None)


def _field(schema: Schema, path: str, name: str, nouns: tuple[str, ...]) -> Field:
    return field_of(schema, path, name, nouns[0] if nouns else "")


def _is_new_id(name: str, nouns: tuple[str, ...], job: Job) -> bool:
    noun = id_noun(name)
    return (
        noun is not None
        and job.effect == "create"
        and (noun or (nouns[0] if nouns else "")) in profile_of(job.tool).makes
    )


def _demanded(field: Field, demanded: tuple[Schema, ...], job: Job) -> JSON:
    """A value that also fits the parameters that it is going to serve."""
    known = field.kind not in ("text", "integer", "number")  # what it is called says what it is
    for schema in (field.schema, *demanded) if known else (*demanded, field.schema):
        target = _field(schema, field.path, field.name, (field.meaning.entity,))
        for _ in range(6):
            if target.kind == "identifier" and not target.choices:
                value = _identifier(target, job)
            else:
                try:
                    value = invent(target, job.setting)
                except NoValueError:
                    break
            if admits(field.schema, value) and all(admits(one, value) for one in demanded):
                return value
    raise NoValueError(f"nothing fits both {field.path} and the parameter that it serves")


def _identifier(field: Field, job: Job) -> JSON:
    for _ in range(20):
        if field.examples:
            value = job.setting.rng.choice(field.examples)
            if job.setting.fresh_id(str(value)):
                return value
        value = fresh_identifier(field, job.setting.rng)
        if job.setting.fresh_id(str(value)) and admits(field.schema, value):
            return value
    raise NoValueError(f"no fresh id for {field.path}")


def _choice(field: Field, job: Job) -> JSON:
    told = [choice for choice in field.choices if isinstance(choice, str)]
    if job.effect == "delete":
        gone = [choice for choice in told if choice.lower() in GONE_WORDS]
        if gone:
            return gone[0]
    if field.meaning.words[-1:] in (("status",), ("state",), ("result",), ("outcome",)):
        good = [choice for choice in told if choice.lower() in GOOD_WORDS]
        if good:
            return job.setting.rng.choice(good)
    return job.setting.rng.choice(field.choices)


def _moment(field: Field, job: Job) -> JSON:
    """A date of a result: one that the call names where there is one, else one near today."""
    words = " ".join(field.meaning.words)
    rng = job.setting.rng
    if re.search(
        r"\b(created|updated|published|posted|issued|modified|released|ordered|last|joined|registered|started)\b",
        words,
    ):
        day = job.setting.today - dt.timedelta(days=rng.randint(0, 40))
    elif re.search(r"\b(end|ends|expires|expiry|due|delivery|arrival|return|renewal)\b", words):
        day = job.setting.today + dt.timedelta(days=rng.randint(5, 40))
    else:
        return _on_another_day(invent(field, job.setting), field, job)
    if field.kind == "date":
        value = day.isoformat()
    else:
        zone = "Z" if field.schema.get("format") == "date-time" else ""
        value = (
            f"{day.isoformat()}T{rng.randint(8, 18):02d}:{rng.choice(('00', '15', '30'))}:00{zone}"
        )
    return value if admits(field.schema, value) else invent(field, job.setting)


def _on_another_day(value: JSON, field: Field, job: Job) -> JSON:
    """Rows of a list lie some days apart: three holidays are not all today."""
    try:
        day = dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or "[" not in field.path:
        return value
    last = job.latest.get(field.path)
    if last is not None:
        day = last + dt.timedelta(days=job.setting.rng.randint(1, 6))
    job.latest[field.path] = day
    later = day.isoformat()
    return later if admits(field.schema, later) else value
