"""The profile of a tool, out of its name, description, route, parameters and hints."""

from __future__ import annotations

from digit_tc.language.kept import Kept
from digit_tc.records.profile import Effect, Evidence, ToolProfile
from digit_tc.records.tool import Tool
from digit_tc.semantics.corrections import correct_profile
from digit_tc.semantics.effects import judge_effect
from digit_tc.semantics.names import Name, parse_name, parse_route
from digit_tc.semantics.parameters import sort_parameters
from digit_tc.semantics.purpose import own_description
from digit_tc.semantics.readings import counts, is_filtered, refine_effect, settle_reading
from digit_tc.semantics.sentence import Sentence, parse_sentence
from digit_tc.semantics.states import find_states
from digit_tc.semantics.things import find_entity, told_entity
from digit_tc.semantics.tiers import tier_of
from digit_tc.semantics.vocabulary import made_by, words_of


def derive_profile(tool: Tool, preambles: frozenset[str] = frozenset()) -> ToolProfile:
    """What a tool means as far as it tells itself.

    `preambles` are first sentences that it shares with its siblings (`shared_preambles`). What a
    person told (the hint `profile`) outweighs what was read; raises ValueError where that is none.
    """
    purpose = own_description(tool.description, preambles)
    name, route = parse_name(tool.name, purpose), parse_route(tool.source.item)
    sentence = parse_sentence(_without_echo(purpose, name))
    judged = judge_effect(name, sentence, route, tool.hints)
    if not name.verb and sentence.verb in name.words[:1]:
        name = parse_name(tool.name, purpose, sentence.verb)
    elif name.verb and not name.sure and not any(one.source == "name" for one in judged.evidence):
        name = parse_name(tool.name, purpose, "")  # `order_status` is no order to anybody
    entity, grounds = find_entity(tool, name, sentence, route)
    effect = refine_effect(judged, tool, name, sentence, route)
    told = told_entity(tool)
    made = (told if effect == "create" else "") or _made(judged.verb, effect, name, sentence)
    names, objects = _nouns(name, sentence, made or told)
    if made:
        entity = made
        grounds += tuple(
            Evidence(field="entity", value=made, source=one.source, detail=one.detail)
            for one in judged.evidence
            if one.value == "create" and made_by(one.detail) == made
        )
    if effect in ("compute", "session"):
        entity = told or ("session" if effect == "session" else "")
    nouns = frozenset((*entity.split(), *names))
    counted = counts(name, sentence)
    filtered = is_filtered(tool, sentence)
    asked: Effect = "list" if counted and effect == "get" and filtered else effect
    parts = sort_parameters(tool, asked, entity, nouns, route, sentence, filtered)
    settled = effect if counted else settle_reading(effect, judged, parts, tool)
    if settled != effect:
        effect = settled
        parts = sort_parameters(tool, effect, entity, nouns, route, sentence, filtered)
    before, after, stated = find_states(tool, effect, judged.verb, entity, name, sentence)
    derived = ToolProfile(
        effect=effect,
        verb=judged.verb,
        entity=entity,
        names=names,
        objects=objects,
        makes=tuple(made.split()[-1:]) or objects,
        ends=effect == "delete" or judged.verb in words_of("verbs", "ending"),
        keys=parts.keys,
        filters=parts.filters,
        sets=parts.sets,
        session=parts.session,
        states=before,
        state_after=after,
        purpose=purpose,
        confidence=judged.confidence,
        tier=tier_of(effect, entity, parts, judged, grounds),
        evidence=(*judged.evidence, *grounds, *parts.evidence, *stated),
    )
    return correct_profile(derived, tool.hints.get("profile"))


_derive = Kept(derive_profile)


def profile_of(tool: Tool) -> ToolProfile:
    """The profile that a tool carries since its ingestion, or what it tells of itself."""
    return tool.profile or _derive(tool)


def _without_echo(purpose: str, name: Name) -> str:
    """FastAPI's descriptions begin with the name in words: `Read Flow. Get a flow by id.`"""
    first, _, rest = purpose.partition(". ")
    return rest if rest and tuple(first.lower().split()) == name.words else purpose


def _made(verb: str, effect: Effect, name: Name, sentence: Sentence) -> str:
    """What comes into being where it is not the object: a booking of a flight."""
    if effect != "create":
        return ""
    heads = {*name.direct[-1:], sentence.head}
    if verb == "register" and heads & words_of("nouns", "registered"):
        return ""
    return made_by(verb)


def _nouns(name: Name, sentence: Sentence, thing: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Nouns of the tool's own id, a thing that is known first, and of its direct object."""
    direct = name.direct or sentence.words
    objects = tuple(dict.fromkeys(reversed(direct)))
    named = [*thing.split()[-1:], *objects, *name.rest]
    attributes = words_of("nouns", "attributes")
    # `get_user_details` is about a user: what is asked of it stands behind.
    names = tuple(dict.fromkeys(sorted(named, key=lambda noun: noun in attributes)))
    return names, objects
