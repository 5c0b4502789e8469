"""How the user means one thing out of several: "the open ticket from Ana", "the cheapest flight".

A pick says by which attributes a row is told from the others. Their order in the phrase and their
choice follow the incremental algorithm of R. Dale and E. Reiter, "Computational interpretations of
the Gricean maxims in the generation of referring expressions", Cognitive Science 19 (1995): what
people like to say comes first, and nothing is said that rules out no other thing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

from digit_tc.language.words import plural, singular
from digit_tc.records import JSON, Pick
from digit_tc.records.paths import name_of
from digit_tc.values.fields import Field
from digit_tc.world.picks import enclosing
from digit_tc.writers.grammar.attribute_forms import (
    attribute_of,
    forms_of,
    has_article,
    superlatives_of,
)
from digit_tc.writers.grammar.saying import said
from digit_tc.writers.grammar.text import LeafKey, PickKey, Piece, Said
from digit_tc.writers.grammar.voice import Voice

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
             "tenth")  # fmt: skip
_MONEY = {"EUR": "{v} euros", "USD": "{v} dollars", "GBP": "{v} pounds"}
_CURRENCY_WORDS = {"eur": "EUR", "euro": "EUR", "euros": "EUR", "usd": "USD", "dollars": "USD",
                   "gbp": "GBP", "pounds": "GBP"}  # fmt: skip
_RAW = re.compile(r"\w*_\w*|\d{4}-\d\d-\d\d.*|\S*://\S*")
_NAMES = frozenset(("name", "headline", "product", "event_name", "movie", "book", "song"))


class _Part(NamedTuple):
    """One attribute in one form."""

    form: str
    value: Piece
    state: bool = False

    @property
    def place(self) -> str:
        """Where it stands: for `"determiner"` see `{v}'s ~` in `referring.yaml`."""
        if "~" not in self.form:
            return "name" if self.form.startswith("=") else "proper"
        if self.form.endswith("'s ~"):
            return "determiner"
        return "before" if self.form.endswith("~") else "behind"


def refer(
    pick: Pick, fields: Mapping[str, Field], noun: str, voice: Voice, key: LeafKey, *,
    anaphoric: bool = False,
) -> list[Piece] | None:  # fmt: skip
    """The noun phrase by which the user means what a pick gives, or None where people have none.

    `fields` are the fields of a row and of the objects around it, in the notation of a condition;
    `noun` is the thing: the row, or an object around it (the order that holds a line). `key` is the
    argument that the pick serves; each condition's words have a `PickKey` made of it. `anaphoric`
    says that the things were spoken of just before, so that "it" and "the one" are understood.
    """
    many = " ".join([*noun.split()[:-1], plural(noun.rsplit(maxsplit=1)[-1])])
    if pick.kind == "made":
        return [voice.rng.choice(("it", f"that {noun}"))]
    if pick.kind == "only":
        return [voice.rng.choice(("it", f"the {noun}")) if anaphoric else f"the {noun}"]
    if pick.kind == "each":
        wholes = (f"all of the {many}", f"each of the {many}", f"every {noun}", f"all the {many}")
        return [voice.rng.choice(("each of them", "all of them") if anaphoric else wholes)]
    if pick.kind == "ordinal":
        return _refer_by_place(pick, noun, voice, anaphoric)
    if pick.kind == "extreme":
        return _refer_by_extreme(pick, fields, noun, voice, anaphoric)
    options: list[list[_Part]] = []
    for number, condition in enumerate(pick.conditions):
        field = fields.get(condition.field)
        if field is None:
            return None
        told = PickKey(key.call, key.path, number)
        options.append(_parts(pick.rows, condition.field, condition.value, field, fields, noun,
                              voice, told))  # fmt: skip
    combined = [list(parts) for parts in product(*options) if _fit_together(parts)]
    if not combined:
        return None
    return _compose(voice.rng.choice(combined), noun, voice, anaphoric)


def _refer_by_place(pick: Pick, noun: str, voice: Voice, anaphoric: bool) -> list[Piece] | None:
    place = pick.place
    if place is None or not -1 <= place < len(_ORDINALS):
        return None
    word = _ORDINALS[place] if place >= 0 else "last"
    head = "one" if anaphoric and voice.rng.random() < 0.5 else noun
    return [f"the {word} {head}"]


def _refer_by_extreme(
    pick: Pick, fields: Mapping[str, Field], noun: str, voice: Voice, anaphoric: bool
) -> list[Piece] | None:
    field, level = fields.get(pick.extreme), _level(pick.extreme)
    if field is None or level != _own_level(pick.rows, noun):
        return None
    others = [
        other for place, other in fields.items() if _level(place) == level and place != pick.extreme
    ]
    forms = superlatives_of(field, noun, pick.direction, others)
    if not forms:
        return None
    return _compose([_Part(voice.rng.choice(forms), "")], noun, voice, anaphoric)


def _parts(
    rows: str, place: str, value: JSON, field: Field, fields: Mapping[str, Field], noun: str,
    voice: Voice, key: PickKey,
) -> list[_Part]:  # fmt: skip
    written = _write(field, value, voice)
    if written is None:
        return []
    text, transform = written
    level, own = _level(place), _own_level(rows, noun)
    forms: tuple[str, ...]
    if not place:
        forms = ("{v}",)
    elif level == own:
        forms = forms_of(attribute_of(field, noun, value, text))
    else:
        thing = singular(name_of(enclosing(rows)[level])) if level < len(enclosing(rows)) else ""
        named = forms_of(attribute_of(field, thing, value, text)) if thing else ()
        bare = "{v}" in named or has_article(text)
        preposition = "with" if level < own else "in"
        forms = (f"~ {preposition} {'' if bare else 'the '}{{v}}",)
        forms = forms if named and field.kind in _NAMES else ()
    money = _money(value, field, fields) if any("{money}" in form for form in forms) else ""
    piece = Said(text, transform, (key,))
    return [_Part(form.replace("{money}", money), piece, _is_state(field)) for form in forms]


def _write(field: Field, value: JSON, voice: Voice) -> tuple[str, str] | None:
    """The words for a value and their transform; None for what nobody would write."""
    if not isinstance(value, str | int | float) or value == "":
        return None
    if isinstance(value, float) and field.kind == "price" and not value.is_integer():
        return (f"{value:.2f}", "number") if round(value, 2) == value else None
    written = said(field, value, voice.rng, voice.day_first)
    if written is None or not isinstance(value, str):
        return written
    text, transform = written
    lowered = text.lower()
    if field.choices and text != lowered and _is_state(field) and transform != "verbatim":
        return lowered, transform
    if field.choices and text != lowered and _is_state(field):
        alike = [one for one in field.choices if str(one).lower() == lowered]
        return (lowered, "enum_label") if len(alike) == 1 and text.isalpha() else written
    as_it_is = field.kind in ("file_name", "username")
    if transform == "verbatim" and _RAW.fullmatch(text) and not as_it_is:
        return None
    return written


def _is_state(field: Field) -> bool:
    return bool({"status", "state", "stage", "phase", "priority", "severity"}
                & set(field.meaning.words))  # fmt: skip


def _money(amount: JSON, field: Field, fields: Mapping[str, Field]) -> str:
    code = _currency(field, fields)
    if not code:
        return "{v}"
    form = _MONEY.get(code, f"{{v}} {code}")
    return form.removesuffix("s") if amount == 1 else form


def _currency(field: Field, fields: Mapping[str, Field]) -> str:
    """The code of the currency that an amount is in: by its own words, or by a sibling field."""
    words = [*field.meaning.words,
             *re.findall(r"[a-z]+", str(field.schema.get("description", "")).lower())]  # fmt: skip
    for word in words:
        if word in _CURRENCY_WORDS:
            return _CURRENCY_WORDS[word]
    codes = {one.choices for one in fields.values() if "currency" in one.meaning.words}
    only = codes.pop() if len(codes) == 1 else ()
    return str(only[0]) if len(only) == 1 else ""


def _level(place: str) -> int:
    return len(place) - len(place.lstrip("^"))


def _own_level(rows: str, noun: str) -> int:
    """How far out the thing stands that is spoken of: 0 for the row itself."""
    head = noun.rsplit(maxsplit=1)[-1].lower()
    for level, pattern in enumerate(enclosing(rows)):
        name = name_of(pattern)
        if (
            pattern.endswith("]")
            and name
            and singular(re.split(r"[_\W]", name)[-1].lower()) == head
        ):
            return level
    return 0


def _fit_together(parts: tuple[_Part, ...]) -> bool:
    places = [part.place for part in parts]
    heads = places.count("name") + places.count("proper")
    if heads + places.count("determiner") > 1 or places.count("before") > 2:
        return False
    if "proper" in places and "before" in places:
        return False
    clauses = [part for part in parts if part.form.startswith(("~ that", "~ whose"))]
    return len(clauses) <= 1


def _compose(parts: list[_Part], noun: str, voice: Voice, anaphoric: bool) -> list[Piece]:
    """One noun phrase: determiner, adjectives, noun, what stands behind it; clauses come last."""
    whose = [part for part in parts if part.place == "determiner"]
    heads = [part for part in parts if part.place in ("name", "proper")]
    proper = any(part.place == "proper" for part in heads)
    pieces: list[Piece] = [] if whose or proper else ["the "]
    for part in whose:
        pieces += [*_filled(part.form.removesuffix("~"), part)]
    # The state stands outermost, a name next to the noun: "the open savings account".
    before = [part for part in reversed(parts) if part.place == "before"]
    for part in sorted(before, key=lambda one: not one.state):
        pieces += _filled(part.form.removesuffix("~"), part)
    if heads:
        pieces += _filled(heads[0].form.removeprefix("="), heads[0])
    else:
        apart = any(part.form.startswith(('~ "{v}"', "~ {v}", "~ of ")) for part in parts)
        short = anaphoric and not apart and not whose and voice.rng.random() < 0.5
        pieces.append("one" if short else noun)
    opening = ""
    behind = [part for part in parts if part.place == "behind"]
    for part in sorted(behind, key=lambda one: _RANKS.get(_opening(one), 1)):
        again = opening == _opening(part) == "with"
        opening = _opening(part)
        form = part.form.removeprefix("~ ")
        pieces += _filled(f" and {form.removeprefix('with ')}" if again else f" {form}", part)
    return pieces


_RANKS = {"called": 0, "named": 0, "titled": 0, "": 0, "with": 2, "that": 3, "that's": 3,
          "whose": 3}  # fmt: skip
"""What stands nearest to the noun, by its first word; 1 for all others, such as "from"."""


def _opening(part: _Part) -> str:
    word = part.form.removeprefix("~ ").split()[0]
    return "" if "{" in word else word


def _filled(form: str, part: _Part) -> list[Piece]:
    before, marked, after = form.partition("{v}")
    return [piece for piece in ([before, part.value, after] if marked else [form]) if piece]
