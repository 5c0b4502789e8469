"""What a call does, decided by what says it best: a key of the specification, an annotation, an
HTTP method, the name and the description, in this order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digit_tc.records.base import JSON
from digit_tc.records.profile import EFFECTS, READING_EFFECTS, Effect, Evidence, EvidenceSource
from digit_tc.semantics.names import Name, Route
from digit_tc.semantics.sentence import Sentence
from digit_tc.semantics.vocabulary import effects_by_verb, infinitive, made_by, words_of

_METHODS: Mapping[str, Effect] = {
    "GET": "get", "HEAD": "get", "QUERY": "search", "DELETE": "delete", "PATCH": "update",
    "PUT": "update",
}  # fmt: skip
_PERFORMING = frozenset(("perform", "execute", "conduct", "run", "make"))
_VAGUE = _PERFORMING | {"process", "submit", "post"}
_SURE, _AGREED, _ALONE, _GUESSED = 1.0, 0.95, 0.75, 0.4


@dataclass(frozen=True, slots=True)
class Judgement:
    """An effect with its grounds; `get` stands for all readings until they are told apart."""

    effect: Effect
    confidence: float
    verb: str
    evidence: tuple[Evidence, ...]


def judge_effect(
    name: Name, sentence: Sentence, route: Route | None, hints: Mapping[str, JSON]
) -> Judgement:
    """The effect of a tool."""
    grounds: list[Evidence] = []

    def note(effect: str, source: EvidenceSource, detail: str) -> None:
        grounds.append(Evidence(field="effect", value=effect, source=source, detail=detail))

    named = _effect_named(name, sentence)
    said = _effect_said(sentence) if not (name.verb == sentence.verb == "return") else None
    if named:
        note(named, "name", name.verb)
    if said:
        note(said, "description", sentence.verb)
    words, confidence = _agree(named, said, name, sentence)
    verb = name.verb or sentence.verb
    if named is None and said is not None:
        verb = sentence.verb
    told = hints.get("x-effect")
    for effect in EFFECTS:
        if effect == told:
            note(effect, "spec key", "x-effect")
            return Judgement(effect, _SURE, verb, tuple(grounds))
    annotated = _annotated(hints)
    if annotated is not None:
        note("get" if annotated else "act", "annotation", f"readOnlyHint: {annotated}".lower())
        return Judgement(_within(annotated, words), _SURE, verb, tuple(grounds))
    if route is not None:
        by_method = _METHODS.get(route.method)
        if by_method is not None:
            note(by_method, "http method", route.method)
        effect = _by_route(by_method, words or _told_by_noun(name), route)
        agreed = words is not None and (effect in READING_EFFECTS) == (words in READING_EFFECTS)
        return Judgement(effect, _SURE if agreed else 0.9, verb, tuple(grounds))
    if words is None:
        return Judgement(_guess(sentence), _GUESSED, verb, tuple(grounds))
    return Judgement(words, confidence, verb, tuple(grounds))


def _effect_named(name: Name, sentence: Sentence) -> Effect | None:
    """What the verb of the name says; None where it has none, or one that may be a noun."""
    if not name.verb:
        return None
    if name.verb in ("check in", "check out"):
        return "act"
    if name.verb == "return" and name.rest and sentence.verb in ("", "return"):
        # In a name it is a thing that goes back; in a description, what the tool gives.
        return "act"
    effect = effects_by_verb().get(name.verb)
    if effect is None or (effect == "send" and not name.sure and name.words[1:2] == ("to",)):
        return None  # `text_to_image` sends no text
    if not name.sure and effect == "compute" and _effect_said(sentence) in READING_EFFECTS:
        return None
    if not name.sure and effect not in READING_EFFECTS:
        said = _effect_said(sentence)
        # `order_status` asks about an order, `order_pizza` makes one.
        about = name.rest[-1:] and name.rest[-1] in words_of("nouns", "attributes")
        if said in READING_EFFECTS or (said is None and about) or (said and not name.rest):
            return None
    if name.words[:2] == ("transfer", "to"):
        return "act"  # `transfer_to_human_agents` transfers the one who asks
    if name.verb == "remove" and name.has_preposition:
        # An item taken out of a cart still exists; only its place in the cart is gone.
        return "update"
    return effect


def _effect_said(sentence: Sentence) -> Effect | None:
    """What the description's verbs say: of two, the one that changes more."""
    if not sentence.verb:
        return None
    if sentence.verb in _PERFORMING:
        # "Performs a sanctions scan": the noun says what is performed.
        nouns = (
            infinitive(word.rpartition("-")[2])
            for word in reversed(sentence.words)
            if word != "request"
        )
        told = next((one for noun in nouns if (one := effects_by_verb().get(noun or ""))), None)
        return told or ("create" if sentence.verb == "make" else "act")
    effect = effects_by_verb().get(sentence.verb) if sentence.known else "act"
    joined = effects_by_verb().get(sentence.joined) if sentence.joined else None
    if effect in (*READING_EFFECTS, None) and joined not in (*READING_EFFECTS, None):
        binding = joined != "create" or bool(made_by(sentence.joined))
        return joined if binding or effect is None else effect
    return effect or joined


def _agree(
    named: Effect | None, said: Effect | None, name: Name, sentence: Sentence
) -> tuple[Effect | None, float]:
    if named is None or said is None:
        return named or said, _ALONE
    if named == said:
        return named, _AGREED
    reads, said_reads = named in READING_EFFECTS, said in READING_EFFECTS
    if reads and said_reads:
        if named == "compute" and sentence.verb in words_of("verbs", "fetching"):
            return said, _AGREED  # "verify_plate: Fetches information about a plate"
        formula = said == "compute" and sentence.verb in words_of("verbs", "formulas")
        return (said if named == "get" and (said == "search" or formula) else named), _AGREED
    if reads == said_reads:
        # Both change something: an unknown verb and one that says little give way.
        return (said if name.verb in _VAGUE else named), _AGREED
    fetches = sentence.verb in words_of("verbs", "fetching") and name.words[:1] != (name.verb,)
    if not name.sure or name.verb in _VAGUE or fetches:
        return said, _ALONE
    if sentence.joined and not said_reads:
        return said, _GUESSED
    if not sentence.known or sentence.verb in words_of("verbs", "also_nouns"):
        return named, _ALONE
    # One of them changes something. What might is never taken for a reading.
    return (said if reads else named), _GUESSED


def _told_by_noun(name: Name) -> Effect | None:
    """`POST /flows/history` gives the history; `POST /flows/set_state` does not."""
    if effects_by_verb().get(name.words[0] if name.words else "") not in (*READING_EFFECTS, None):
        return None
    return "get" if name.rest and name.rest[-1] in words_of("nouns", "attributes") else None


def _guess(sentence: Sentence) -> Effect:
    """Without any verb: what is named by a thing gives that thing."""
    if sentence.verb and not sentence.known:
        return "act"
    return "get"


def _annotated(hints: Mapping[str, Any]) -> bool | None:
    """Whether MCP annotations say that the tool only reads; None where they say nothing."""
    annotations = hints.get("annotations")
    if not isinstance(annotations, Mapping):
        return None
    reads = annotations.get("readOnlyHint")
    if isinstance(reads, bool):
        return reads
    return False if annotations.get("destructiveHint") is True else None


def _within(reads: bool, words: Effect | None) -> Effect:
    """The words' effect, as far as the annotation allows it."""
    if words is not None and (words in READING_EFFECTS) == reads:
        return words
    return "get" if reads else "act"


def _by_route(method: Effect | None, words: Effect | None, route: Route) -> Effect:
    if method in ("get", "search"):
        return words if words in READING_EFFECTS and words != "compute" else method or "get"
    if method == "delete":
        return "delete"
    if method == "update":
        return words if words in ("act", "update", "create", "delete") else "update"
    if words is None:
        return "act" if route.action else "create"
    return words
