"""Where the words for a thing that is meant stand in a request."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from digit_tc.language.entities import id_noun
from digit_tc.language.words import plural, singular
from digit_tc.records.paths import generalise
from digit_tc.values.fields import Field
from digit_tc.world.choices import Choice
from digit_tc.writers.grammar.closing_words import closing_words
from digit_tc.writers.grammar.phrasing import attached, entity_noun
from digit_tc.writers.grammar.referring import refer
from digit_tc.writers.grammar.text import LeafKey, Piece, Said
from digit_tc.writers.grammar.voice import Ask, Meant, Voice

_SENTENCES = (
    ("I mean ", ""), ("I'm talking about ", ""), ("it's about ", ""), ("this is about ", ""),
    ("it's ", " that I mean"), ("it's ", " I have in mind"),
)  # fmt: skip
_BEHIND = (
    r"(?=\s*(?:[.,;:!?]|$)|\s+(?:to|for|from|in|on|at|with|by|and|or|as|until|before|after|into|is"
    r"|was|has|because|so|please|since|now|again|today|right|off|up|over|out|back|away|down|the|between|changed|which|that|takes?|needs?|belongs?|should|deserves|can|goes|pays?|costs?)\b"
    r"|\s+[\"“])"
)
"""What may stand behind a noun that is no part of a longer one, such as "order status"."""
_POINTING = re.compile(r"\b(?:it|that|those|them|this|these|there|its|their)\b", re.I)
_GIVING = frozenset("transfer send pay give share lend".split())
_GIVING_WORDS = {"account": "from", "wallet": "from", "contact": "to", "customer": "to",
                 "user": "to", "recipient": "to", "person": "to"}  # fmt: skip
PLACES = frozenset("folder city room place library mailbox channel".split())
"""Nouns of what things are in."""
_HANDLES = frozenset(("name", "title", "label", "number", "code", "reference"))


def describe(
    choice: Choice, path: str, key: LeafKey, voice: Voice, *, anaphoric: bool
) -> list[Piece] | None:
    """The words for what a call takes from a row, or None where there are none.

    `path` is the path in the result, `key` the argument. What is taken is the row itself where it
    is its id or its name, else something of it: "the address of the customer called Ana".
    """
    pieces = refer(
        choice.pick, choice.preferences.fields, choice.noun, voice, key, anaphoric=anaphoric
    )
    inside = _place_inside(choice, path)
    if pieces and [one.field for one in choice.pick.conditions] == [inside] != [choice.own]:
        # Not "the address of the guest with the address a@b.c".
        return [piece for piece in pieces if isinstance(piece, Said)]
    return None if pieces is None else _taken_from(pieces, choice, path)


def point_back(choice: Choice, path: str) -> list[Piece]:
    """The words for what a call takes from the row of its kind that was meant last."""
    return _taken_from([f"that {choice.noun}"], choice, path)


def _taken_from(row: list[Piece], choice: Choice, path: str) -> list[Piece]:
    inside = _place_inside(choice, path)
    field = choice.preferences.fields.get(inside)
    if field is None or _is_itself(inside, choice):
        return row
    if field.kind == "email" and choice.noun in closing_words("persons"):
        return row  # one writes to somebody, not to somebody's address
    words = noun_of_parameter(field).split()
    # "the address of the email", not "the email address of the email"
    rest = [word for word in words if word != choice.noun]
    return [f"the {' '.join(rest or words)} of ", *row]


def _place_inside(choice: Choice, path: str) -> str:
    return generalise(path)[len(choice.pick.rows) :].lstrip(".")


def noun_of_parameter(field: Field) -> str:
    """What a parameter takes: "order" for an order's id, one address for a list of them."""
    noun = (entity_noun(field) if field.kind == "identifier" else "") or field.noun
    if field.kind == "email":
        noun = noun.removeprefix("email ")
    if field.kind == "person_name":
        noun = re.sub(r"^name$", "person", noun.removesuffix(" name"))
    if not field.path.endswith("[]"):
        return noun
    return " ".join([*noun.split()[:-1], singular(noun.split()[-1])])


def _is_itself(inside: str, choice: Choice) -> bool:
    name = inside.rpartition(".")[2]
    words = name.lower().replace("-", "_").split("_")
    return (
        not name
        or inside == choice.own
        or id_noun(name) in ("", choice.noun)
        or (words[-1] in _HANDLES and set(words[:-1]) <= set(choice.noun.split()))
    )


def put_in_words(pieces: list[Piece], meant: Meant, nouns: Sequence[str]) -> list[Piece] | None:
    """Words with the thing in the place where they speak of it, or None where they do not.

    `nouns` are what it may be called there: "cancel my order" → "cancel", "the order from Ana".
    """
    names = {noun.rsplit(maxsplit=1)[-1] for noun in nouns}
    names |= {plural(noun) for noun in names if meant.paths[0].endswith("[]")}
    noun = "|".join(map(re.escape, sorted(names)))
    for pattern in (
        rf"\b(?:that|this|those|the|my|our|an?|one of (?:my|the|our))\s+(?:[\w-]+\s+)?"
        rf"(?:{noun}){_BEHIND}",
        r"\b(?:it|them|that one|this one)\b(?!['’])",
    ):
        found = [
            (place, match)
            for place, piece in enumerate(pieces)
            for match in (re.finditer(pattern, piece, re.I) if isinstance(piece, str) else ())
        ]
        if len(found) == 1:
            place, match = found[0]
            before, after = match.string[: match.start()], match.string[match.end() :]
            told = [piece for piece in (before, *meant.pieces, after) if piece]
            return [*pieces[:place], *told, *pieces[place + 1 :]]
    return None


def unsaid(ask: Ask, pieces: list[Piece], voice: Voice) -> list[Piece]:
    """What follows a goal that does not speak of the results that its call takes."""
    text = "".join(piece if isinstance(piece, str) else "" for piece in pieces)
    if _POINTING.search(text):
        return []
    told: dict[str, None] = {}
    named = {path for one in ask.meant for path in one.paths}
    for path, source in ask.fed.items():
        field = ask.profile.fields.get(path)
        if field is None or path in named:
            continue
        noun = noun_of_parameter(field)
        head = re.escape(noun.rsplit(maxsplit=1)[-1])
        if not re.search(rf"\b(?:{head}|{plural(head)})\b", text, re.I):
            lead = lead_of(ask, field, head, voice)
            told[f" {lead} {_words_for(field, noun, source, own=path in ask.own)}"] = None
    return ["".join(told)] if told else []


def _words_for(field: Field, noun: str, source: str, *, own: bool) -> str:
    if own:
        return "me" if field.kind == "person_name" else f"my own {noun}"
    return f"the {noun}" if source == "hidden" else f"that {noun}"


def place_behind(ask: Ask, meant: Meant, voice: Voice) -> list[Piece]:
    """A thing behind a goal that does not speak of it: "with the smallest photo"."""
    field = ask.profile.fields.get(meant.paths[0])
    head = meant.noun.rsplit(maxsplit=1)[-1]
    lead = lead_of(ask, field, head, voice) if field is not None else "for"
    return [f" {lead} ", *meant.pieces]


def lead_of(ask: Ask, field: Field, head: str, voice: Voice) -> str:
    """The preposition before what a parameter takes."""
    if field.kind == "email":
        return "to"
    if head in PLACES:
        return "in"
    if ask.profile.clause.verb in _GIVING and head in _GIVING_WORDS:
        return _GIVING_WORDS[head]
    if field.kind == "identifier":
        required = field.name in (ask.profile.tool.parameters.get("required") or ())
        return "for" if required else "with"
    pattern = attached(field, "", voice.rng)
    return "using" if pattern.startswith("with:") else pattern.partition(" ")[0]


def sentence_about(pieces: list[Piece], pick: Callable[..., tuple[str, str]]) -> list[Piece]:
    """A sentence of its own, without capital and full stop, that says what is meant."""
    before, after = pick(_SENTENCES)
    return [before, *pieces, *([after] if after else [])]
