"""Which calls of a turn the user leaves unsaid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from random import Random

from digit_tc.records.profile import READING_EFFECTS, Effect

_HIDEABLE = READING_EFFECTS | {"session"}
"""Nobody leaves a payment unsaid: only look-ups and log-ins are made unasked."""


def hidden_steps(
    effects: Sequence[Effect],
    pairs: Iterable[tuple[int, int]],
    forced: Iterable[int],
    spoken: Collection[int],
    owed: float,
    rng: Random,
) -> tuple[int, ...]:
    """Positions of the calls to hide.

    `pairs` are producer and consumer, required calls included; `forced` are required by another
    and hidden with their producers where they may be; `spoken` have to be asked for, since nothing
    else would say what they take; `owed` is the number of calls that may be
    hidden in all. A call is hidden only when it reads or begins a session, when another of the turn
    uses it, and never without all of its own producers, so what nothing uses stays explicit.
    """
    producers: dict[int, set[int]] = {}
    for source, target in pairs:
        producers.setdefault(target, set()).add(source)
    if not producers:
        return ()
    usable = sorted({source for sources in producers.values() for source in sources})
    groups = {step: _closure(step, producers) for step in usable}
    groups = {
        step: group for step, group in groups.items()
        if all(effects[member] in _HIDEABLE and member not in spoken for member in group)
    }  # fmt: skip
    hidden: set[int] = set()
    for step in forced:
        hidden |= groups.get(step, set())
    owed -= len(hidden)
    while True:
        options = [
            (len(fresh), rng.random(), fresh)
            for group in groups.values()
            if (fresh := group - hidden)
        ]
        if not options:
            break
        size, _, fresh = min(options, key=lambda option: option[:2])
        if owed <= 0 or owed < rng.random() * size:
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
