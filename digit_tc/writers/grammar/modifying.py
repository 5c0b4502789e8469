"""What only hidden calls need, said within the words for what is taken from them: "the newest email
in my inbox", "the lights in the kitchen", "the account of payment PAY-1"."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.nouns import noun_of
from digit_tc.records import PlannedCall, Reference, Tool
from digit_tc.records.paths import generalise, name_of
from digit_tc.semantics import profile_of
from digit_tc.writers.grammar.asking import find_ends
from digit_tc.writers.grammar.attaching import pattern_pieces, value_pieces
from digit_tc.writers.grammar.attribute_forms import attribute_of, forms_of
from digit_tc.writers.grammar.closing_words import closing_words
from digit_tc.writers.grammar.meaning import PLACES, noun_of_parameter
from digit_tc.writers.grammar.phrasing import attached, entity_noun
from digit_tc.writers.grammar.saying import said
from digit_tc.writers.grammar.spoken_tool import SpokenTool
from digit_tc.writers.grammar.text import Piece, word_count
from digit_tc.writers.grammar.voice import Ask, Group, Meant, Voice

_MOST_BEHIND = 2
_MOST_WORDS = 14
_PLACES = frozenset(("city", "country", "region", "address", "airport"))
_SORTS = frozenset(("category", "department", "section", "genre", "group"))
_ORIGINS = frozenset(("file", "attachment", "address"))


@dataclass(slots=True)
class Need:
    """What a hidden call needs the user to say."""

    call: PlannedCall
    profile: SpokenTool
    groups: list[Group]
    """Values that nothing has said yet."""
    meant: list[Meant]
    """Rows that nothing has told yet."""


def place_needs(
    needs: Sequence[Need], asks: Sequence[Ask], calls: Iterable[PlannedCall], voice: Voice
) -> None:
    """Put what hidden calls need behind what is taken from them, in the words of `asks` and of
    later needs; what finds no place there is left in its need."""
    takers = {
        **{ask.call: (ask.profile, ask.meant) for ask in asks},
        **{need.call.id: (need.profile, need.meant) for need in needs},
    }
    for need in needs:
        if not need.groups and not need.meant:
            continue
        first = True
        for call in sorted(calls, key=lambda one: one.hidden):
            if call.id not in takers or call.id == need.call.id:
                continue
            for meant in _taken_by(call, need, *takers[call.id], voice, again=not first):
                if first:
                    _modify(meant, need, voice)
                first = False


def name_own_and_new(
    call: PlannedCall, profile: SpokenTool, calls: Sequence[PlannedCall],
    tools: Mapping[str, Tool], own: Container[str], beside: Container[str],
) -> list[Meant]:  # fmt: skip
    """What a call takes that is the user's own ("my city"), or that the turn has just made while it
    speaks of another one ("the new order"): `beside` are the kinds of things that it speaks of."""
    makers = {
        one.id for one in calls if not one.hidden and profile_of(tools[one.tool]).effect == "create"
    }
    found = []
    for binding in call.bindings:
        path = generalise(binding.path)
        field = profile.fields.get(path)
        if not isinstance(binding.value, Reference) or field is None:
            continue
        noun = noun_of_parameter(field)
        others = field.kind == "identifier" and (field.meaning.entity in beside or noun in beside)
        if path in own and field.kind in _PLACES:
            found.append(Meant((path,), noun, [f"my {noun_of(name_of(binding.value.path))}"]))
        elif binding.value.call in makers and others:
            found.append(Meant((path,), noun, [f"the new {noun}"]))
    return found


def _taken_by(
    call: PlannedCall,
    need: Need,
    profile: SpokenTool,
    meant: list[Meant],
    voice: Voice,
    *,
    again: bool,
) -> list[Meant]:
    """The words of a call for what it takes from a hidden one; those that it lacks are added."""
    found = [one for one in meant if one.source == need.call.id]
    named = {path for one in meant for path in one.paths}
    entity = profile_of(need.profile.tool).entity.rsplit(maxsplit=1)[-1:] or ["one"]
    for binding in call.bindings:
        path = generalise(binding.path)
        field = profile.fields.get(path)
        if not isinstance(binding.value, Reference) or binding.value.call != need.call.id:
            continue
        if field is None or path in named or found:
            continue
        noun = noun_of_parameter(field)
        name = name_of(binding.value.path)
        if field.kind in _PLACES:
            noun = noun_of(name)  # a hotel has a city, and no origin
        elif field.kind == "identifier":
            noun = id_noun(plain_name(name)) or noun
        of = f" of that {entity[0]}" if again and entity[0] not in noun else ""
        pieces: list[Piece] = [f"the {noun}{of}"]
        if field.kind == "email" and entity[0] in closing_words("persons"):
            # One writes to somebody, not to somebody's address.
            pieces = [f"that {entity[0]}"] if again else _name_row(need, voice) or pieces
        meant.append(Meant((path,), noun, pieces, need.call.id))
        found.append(meant[-1])
    return found


def _name_row(need: Need, voice: Voice) -> list[Piece]:
    """What the call is about, by the only thing that it needs said; empty where that is more."""
    if len(need.meant) + len(need.groups) != 1:
        return []
    pieces = need.meant[0].pieces if need.meant else value_pieces(need.groups[0], voice)
    need.meant, need.groups = [], []
    return pieces


def _modify(meant: Meant, need: Need, voice: Voice) -> None:
    """Say behind the noun what the call needs; what is said so is taken out of the need."""
    first = meant.pieces[0]
    if first[:4] != "the " if isinstance(first, str) else "@" in first.text:
        return  # "it", "each of them", an address
    for row in list(need.meant):
        if word_count(meant.pieces) + word_count(row.pieces) > _MOST_WORDS:
            continue
        noun = str(row.pieces[0]).removeprefix("the ").partition(" of ")[0]
        meant.pieces += [f" {_preposition(meant, noun.strip() or row.noun)} ", *row.pieces]
        need.meant.remove(row)
    ends = find_ends(need.groups, voice)
    if ends is not None:
        between = ends[0].field.kind in ("date", "time", "datetime")
        lead, joint = (" between ", " and ") if between else (" from ", " to ")
        meant.pieces += [lead, *value_pieces(ends[0], voice), joint, *value_pieces(ends[1], voice)]
        need.groups = [one for one in need.groups if one not in ends]
    for group in need.groups[:_MOST_BEHIND]:
        words = _words_for(group, meant, need, voice)
        if words:
            meant.pieces += words
            need.groups.remove(group)


def _preposition(meant: Meant, noun: str) -> str:
    if noun.rpartition(" ")[2] in PLACES:
        return "in"
    return "from" if meant.noun.rpartition(" ")[2] in _ORIGINS else "of"


def _words_for(group: Group, meant: Meant, need: Need, voice: Voice) -> list[Piece]:
    """One value as something that stands behind the noun; empty where nobody would say it so."""
    field, value = group.field, group.leaves[0][1]
    if isinstance(value, bool | list) or len(group.leaves) > 1:
        return []
    known = profile_of(need.profile.tool)
    if field.kind == "identifier":
        if not entity_noun(field):
            return []
        lead = f" {_preposition(meant, entity_noun(field))} {entity_noun(field)} "
        return [lead, *value_pieces(group, voice)]
    own = field.path in {key.parameter for key in known.keys}
    if known.effect == "get" and not own and len(need.call.bindings) > 1:
        return []  # Of several values that say which is meant, none says it alone.
    if known.effect == "get" or own:
        return [f" {_preposition(meant, field.noun)} ", *value_pieces(group, voice)]
    equal = {one.parameter for one in known.filters if one.operator == "="}
    forms = _forms_of(group, meant.noun, voice) if field.path in equal else []
    behind = [form.removeprefix("~ ") for form in forms if form.startswith("~ ")]
    if not behind and forms and _put_before(meant, forms[0], group, voice):
        return [""]
    last = field.meaning.words[-1:] or ("",)
    if not behind and last[0] in _SORTS:
        behind = [f"in the {{v}} {last[0]}"]
    pattern = voice.rng.choice(behind) if behind else attached(field, value, voice.rng)
    if pattern.startswith("with:"):
        return []
    return [" ", *pattern_pieces(pattern, group, voice)]


def _put_before(meant: Meant, form: str, group: Group, voice: Voice) -> bool:
    """Say a value before the noun, or in its place: "the smallest photo"."""
    head = re.compile(rf"\b{re.escape(meant.noun)}\b")
    for place, piece in enumerate(meant.pieces):
        found = head.search(piece) if isinstance(piece, str) else None
        if found is not None:
            end = found.end() if form.startswith("=") else found.start()
            gap = "" if form.startswith("=") else " "
            value = value_pieces(group, voice, plain=True)
            told = [found.string[: found.start()], *value, gap + found.string[end:]]
            meant.pieces[place : place + 1] = told
            return True
    return False


def _forms_of(group: Group, noun: str, voice: Voice) -> list[str]:
    """The forms of `referring.yaml` that suit a value and hold nothing but it."""
    written = said(group.field, group.leaves[0][1], voice.rng, voice.day_first)
    if written is None:
        return []
    forms = forms_of(attribute_of(group.field, noun, group.leaves[0][1], written[0]))
    plain = (form.replace('"{v}"', "{q}").replace("{money}", "{v}") for form in forms)
    return [form for form in plain if "whose" not in form and form != "{v}"]
