"""What the assistant says of a call that has changed something: the deed, and what is new."""

from __future__ import annotations

import re
from collections.abc import Mapping

from digit_tc.language.entities import id_noun
from digit_tc.language.nouns import noun_of
from digit_tc.language.participles import participle
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON
from digit_tc.semantics import profile_of
from digit_tc.writers.grammar.closing_words import Patterns, closing_words, join
from digit_tc.writers.grammar.deed import Deed, deed_of
from digit_tc.writers.grammar.describing import describe_row
from digit_tc.writers.grammar.listing import tell_sentence
from digit_tc.writers.grammar.outcome import Outcome, flatten, list_fresh
from digit_tc.writers.grammar.telling import (
    clause_about,
    facts_of,
    is_dull,
    is_readable_id,
    quoted,
    written,
)

_NEW = re.compile(r"(?:on|at|from|for|in|with) ")
"""How what is said of a thing that has just been made begins."""


def tell_change(outcome: Outcome, result: JSON, patterns: Patterns) -> str:
    deed = deed_of(outcome.profile, outcome.arguments, result)
    flat = flatten(result) if isinstance(result, dict) else {}
    fresh = list_fresh(flat, outcome.arguments)
    told = deed.told if deed is not None else frozenset[str]()
    new = _describe_new(outcome, told, patterns)
    clauses = _set_clauses(outcome, told | set(new[1]))
    clauses += tell_new_ids(fresh, outcome, deed)
    if not ("outcome" in flat and outcome.profile.tool.returns_origin == "inferred"):
        news = {
            key: value for key, value in fresh.items() if not _is_said(key, value, deed, outcome)
        }
        clauses += [fact for fact in facts_of(news) if fact not in clauses]
    clauses = clauses[: 3 if patterns.terse else 5]
    if deed is None:
        text = patterns.fill("done", "unnamed", {})
        return f"{text} {tell_sentence(clauses)}" if clauses else text
    rest = "."
    if clauses:
        joined = patterns.rng.random() < 0.5 and len(clauses) <= 3
        rest = f"; {join(clauses)}." if joined else f". {tell_sentence(clauses)}"
    many = deed.many
    slots = {
        "o": deed.thing, "p": deed.done, "c": deed.complement + new[0], "rest": rest,
        "are": "are" if many else "is", "have": "have" if many else "has",
    }  # fmt: skip
    text = patterns.fill("done", "plain", slots)
    return f"{text} {_said_in_words(result)}".strip()


def _describe_new(
    outcome: Outcome, told: frozenset[str], patterns: Patterns
) -> tuple[str, frozenset[str]]:
    """What a new thing is like, behind the words for it, and the arguments that say so."""
    known = profile_of(outcome.profile.tool)
    if known.effect != "create" or not known.entity:
        return "", frozenset()
    given = {name: value for name, value in outcome.arguments.items() if name not in told}
    plain = {
        name: value
        for name, value in given.items()
        if not isinstance(value, str) or "@" not in value
    }
    one = describe_row(plain, known.entity, patterns.rng, fields=outcome.profile.fields)
    if one.before or not one.behind or not all(map(_NEW.match, one.behind)):
        return "", frozenset()
    # "Created on May 4" would tell when it was created.
    words = re.sub(r"^on (?=\w+ \d)", "for ", one.words)
    return f" {words}", frozenset(plain) - frozenset(one.left)


def _set_clauses(outcome: Outcome, told: frozenset[str]) -> list[str]:
    """What the thing was set to, as far as the words for the thing do not say it."""
    known = profile_of(outcome.profile.tool)
    now = "now " if known.effect == "update" else ""
    attributes = {one.parameter: one.attribute for one in known.sets}
    keys = {key.parameter for key in known.keys}
    found = []
    for name, value in outcome.arguments.items():
        if name in told or name in keys or id_noun(name) is not None or name in known.session:
            continue
        if isinstance(value, bool | dict) or (isinstance(value, str) and len(value.split()) > 6):
            continue
        strings = {key: one for key, one in outcome.arguments.items() if isinstance(one, str)}
        field = outcome.profile.fields.get(name)
        if known.effect == "send" or (field is not None and len(field.choices) == 1):
            continue
        attribute = attributes.get(name, name).removeprefix("new_")
        person = field is not None and field.kind in ("person_name", "first_name", "username")
        titled = name.endswith(("name", "title")) and isinstance(value, str) and not person
        clause = clause_about(attribute, quoted(value) if titled else value, strings)
        if clause and not is_dull(name):
            found.append(re.sub(r"^(the .*?) (is|are) ", rf"\1 \2 {now}", clause, count=1))
    return found[:3]


def tell_new_ids(
    fresh: Mapping[str, JSON], outcome: Outcome, deed: Deed | None = None
) -> list[str]:
    given = {str(value) for value in outcome.arguments.values()}
    known = profile_of(outcome.profile.tool)
    clauses = []
    for key, value in fresh.items():
        noun = id_noun(key)
        told = written(value, key) if not isinstance(value, dict | list) else None
        if noun is None or not told or told in given or not is_readable_id(told):
            continue
        of_this = deed is None or noun in deed.thing.split()
        own = noun == "" or (noun in known.entity.split() and of_this)
        clauses.append(f"its ID is {told}" if own else f"the {noun_of(key)} is {told}")
    return clauses[:2]


def _is_said(key: str, value: JSON, deed: Deed | None, outcome: Outcome) -> bool:
    """Whether a field only says again that the act was done, or whose name the deed has."""
    if not isinstance(value, str):
        return value is True
    plain = re.sub(r"[\W_]+", " ", value.lower()).strip().replace("canceled", "cancelled")
    known = profile_of(outcome.profile.tool)
    if split_identifier(key)[-1:] and split_identifier(key)[-1] in (
        *closing_words("states"), "outcome", "result",
    ):  # fmt: skip
        done = {known.state_after, "success", "successful", "ok", "done", "completed", "created"}
        done |= {participle(known.verb), "saved", "updated", "accepted"} if known.verb else set()
        code = plain.replace(" ", "_")
        if plain in done or (deed is not None and plain == deed.done):
            return True
        first = plain.partition(" ")[0]
        usual = first.endswith(("ed", "ing")) or plain in ("active", "sent", "paid", "on", "off")
        return usual and code not in closing_words("undone")
    return deed is not None and value in deed.thing


def _said_in_words(result: JSON) -> str:
    """A text that answers a change, where it tells a figure of its own."""
    if not isinstance(result, str) or not any(mark.isdigit() for mark in result):
        return ""
    plain = " ".join(result.split())
    plain = written(plain) or plain
    return f"The answer was {quoted(plain)}." if len(plain) <= 200 else ""
