"""How truly a tool can be simulated."""

from __future__ import annotations

from collections.abc import Sequence

from digit_tc.records.profile import READING_EFFECTS, Effect, Evidence, Tier
from digit_tc.semantics.effects import Judgement
from digit_tc.semantics.parameters import Parts
from digit_tc.semantics.vocabulary import words_of


def tier_of(
    effect: Effect, entity: str, parts: Parts, judged: Judgement, grounds: Sequence[Evidence]
) -> Tier:
    """Two pieces of evidence, or a key of the specification, bind a tool to its entity."""
    if effect == "compute":
        return "C"
    sources = {ground.source for ground in judged.evidence if _same_family(ground, effect)}
    bound = {"spec key", "annotation", "http method"} & sources or len(sources) > 1
    head = entity.split()[-1:]
    about = {ground.source for ground in grounds if ground.value.split()[-1:] == head}
    if not bound or not head or not ("spec key" in about or len(about) > 1):
        return "D"
    if head[0] in words_of("nouns", "answers") and effect == "get":
        return "B"
    whose = effect == "get" and "spec key" in about  # the one who is signed in needs no key
    if effect in ("get", "update", "delete", "act") and not parts.keys and not whose:
        return "D"
    return "A"


def _same_family(ground: Evidence, effect: Effect) -> bool:
    return (ground.value in READING_EFFECTS) == (effect in READING_EFFECTS)
