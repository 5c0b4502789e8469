"""Turns in which the assistant errs first: a wrong call, its error, and then the right call."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

from digit_tc.checks import CheckContext, assess, get_check, judge
from digit_tc.records import Call, Conversation, Mistake, Tool, Turn, insert_mistake
from digit_tc.synthesis.mistakes import Slip, WrongAnswer, made_by_solver
from digit_tc.synthesis.outcome import Outcome
from digit_tc.synthesis.planted_mistakes import planted
from digit_tc.synthesis.whole import named
from digit_tc.world.refusals import word_refusal


def with_wrong_calls(
    outcome: Outcome,
    tools: Mapping[str, Tool],
    share: float,
    mistakes: Mapping[int, Sequence[WrongAnswer]] | None = None,
) -> Outcome:
    """The outcome with a wrong call in a share of its turns.

    `mistakes` are a solver's answers that failed, by turn; where it made none that can be used, one
    is planted. Which turns and which mistakes depends on the scenario's seed alone. A turn for
    which no mistake passes the checks stays as it is.
    """
    conversation = outcome.conversation
    if conversation is None or share <= 0:
        return outcome
    worlds = {} if outcome.world is None else {outcome.scenario.id: outcome.world}
    context = CheckContext(tools=tools, worlds=worlds)
    for position, turn in enumerate(conversation.turns):
        rng = _stream(outcome.scenario.seed, position)
        if rng.random() < share:
            own = (mistakes or {}).get(position, ())
            conversation = _erring(conversation, turn, own, context, rng)
    if conversation is outcome.conversation:
        return outcome
    conversation = named(conversation)
    return replace(outcome, conversation=conversation, assessment=assess(conversation, context))


def _erring(
    conversation: Conversation,
    turn: Turn,
    own: Sequence[WrongAnswer],
    context: CheckContext,
    rng: random.Random,
) -> Conversation:
    """The conversation with the first mistake in this turn that the checks accept."""
    check = get_check("wrong_calls")
    for slip, by_solver in _slips(conversation, turn, own, context.tools, rng):
        right = next(call for call in turn.calls if call.id == slip.instead_of)
        wrong = Call(
            id=1 + max(call.id for call in (*conversation.calls, *conversation.mistakes)),
            turn=turn.index,
            group=right.group,
            step=right.step,
            tool=slip.tool,
            arguments=slip.arguments,
            result=word_refusal(slip.fault, slip.argument),
            status="error",
            mistake=Mistake(
                instead_of=slip.instead_of,
                fault=slip.fault,
                origin="solver" if by_solver else "planted",
            ),
        )
        turns = list(conversation.turns)
        turns[turn.index] = insert_mistake(turn, wrong)
        tried = conversation.model_copy(update={"turns": tuple(turns)})
        if judge(check, tried, context, first=turn.index).passed:
            return tried
    return conversation


def _slips(
    conversation: Conversation,
    turn: Turn,
    own: Sequence[WrongAnswer],
    tools: Mapping[str, Tool],
    rng: random.Random,
) -> Iterator[tuple[Slip, bool]]:
    """Mistakes to try, and whether the solver made them."""
    offered = {tools[key].name: tools[key] for key in conversation.tools}
    for slip in made_by_solver(own, turn, offered):
        yield slip, True
    for slip in planted(conversation, turn, offered, rng):
        yield slip, False


def _stream(seed: int, turn: int) -> random.Random:
    digest = blake2b(f"{seed}:wrong call:{turn}".encode(), digest_size=8).digest()
    return random.Random(int.from_bytes(digest, "big"))
