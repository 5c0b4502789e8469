"""Which calls of a turn the user leaves unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from digit_tc.language.effects import Effect

_RELUCTANCE = 4.0
"""How far behind its target the share must be before a call that changes something is hidden."""


def hidden_steps(
    effects: Sequence[Effect],
    pairs: Iterable[tuple[int, int]],
    forced: Iterable[int],
    owed: float,
    rng: Random,
) -> tuple[int, ...]:
    """Positions of the calls to hide.

    `pairs` are producer and consumer, required calls included; `forced` are hidden in any case,
    with their producers; `owed` is the number of calls that may be hidden beyond those. A call is
    hidden only when another of the turn uses it, and never without all of its own producers, so
    what nothing uses stays explicit. Look-ups come first: nobody leaves a payment unsaid.
    """
    producers: dict[int, set[int]] = {}
    for source, target in pairs:
        producers.setdefault(target, set()).add(source)
    if not producers:
        return ()
    usable = sorted({source for sources in producers.values() for source in sources})
    hidden: set[int] = set()
    for step in forced:
        hidden |= _closure(step, producers)
    owed -= len(hidden - set(forced))
    while usable:
        options: list[tuple[bool, int, float, set[int]]] = []
        for step in usable:
            fresh = _closure(step, producers) - hidden
            if fresh:
                changes = any(effects[item] != "read" for item in fresh)
                options.append((changes, len(fresh), rng.random(), fresh))
        if not options:
            break
        changes, size, _, fresh = min(options, key=lambda option: option[:3])
        spare = owed - _RELUCTANCE if changes else owed
        if spare <= 0 or spare < rng.random() * size:
            break
        hidden |= fresh
        owed -= size
    return tuple(sorted(hidden))


def _closure(step: int, producers: dict[int, set[int]]) -> set[int]:
    found = {step}
    waiting = [step]
    while waiting:
        for source in producers.get(waiting.pop(), ()):
            if source not in found:
                found.add(source)
                waiting.append(source)
    return found
