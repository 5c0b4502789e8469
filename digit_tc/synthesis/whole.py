"""A whole conversation out of its turns, whoever wrote them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from digit_tc.checks import CheckContext, assess, list_refusals
from digit_tc.records import Assessment, Conversation, Scenario, Tool, Turn, content_id
from digit_tc.synthesis.system import system_message
from digit_tc.values.session import Session, open_session


def conversation_of(
    scenario: Scenario, turns: Sequence[Turn], system: str, writer: str
) -> Conversation:
    """The conversation with its content id."""
    return named(unnamed(scenario, turns, system, writer))


def session_of(scenario: Scenario, attempt: int, tools: Mapping[str, Tool]) -> Session:
    """The system message of one attempt at a scenario, and the values that it tells."""
    seed = seed_of(scenario.seed, attempt)
    system = system_message(scenario.today, random.Random(seed ^ 0x5757))
    offered = [tools[key] for key in scenario.tools]
    return open_session(offered, system, seed ^ 0x5E55, scenario.today)


def unnamed(scenario: Scenario, turns: Sequence[Turn], system: str, writer: str) -> Conversation:
    """The conversation without its id, which takes the longest: for looking at it on the way."""
    return Conversation(
        id="",
        index=scenario.index,
        scenario=scenario.id,
        seed=scenario.seed,
        today=scenario.today,
        persona=scenario.persona.id,
        system=system,
        tools=scenario.tools,
        turns=tuple(turns),
        writer=writer,
    )


def named(conversation: Conversation) -> Conversation:
    """The conversation with the id of its content."""
    body = {
        "scenario": conversation.scenario,
        "system": conversation.system,
        "tools": conversation.tools,
        "turns": [
            # What it was to do, the scenario's id says already.
            turn.model_dump(mode="json", exclude={"spec"})
            for turn in conversation.turns
        ],
        "writer": conversation.writer,
    }
    return conversation.model_copy(update={"id": content_id("conv", body)})


def cut_back(
    conversation: Conversation,
    assessment: Assessment | None,
    context: CheckContext,
    min_turns: int,
) -> tuple[Conversation, Assessment] | None:
    """The conversation up to the first fault, if that is long enough and good."""
    if assessment is None:
        return None
    turns = conversation.turns
    if not assessment.accepted:
        faults = [verdict.turn for verdict in list_refusals(assessment.verdicts)]
        if any(turn is None for turn in faults):
            return None
        turns = turns[: min(turn for turn in faults if turn is not None)]
    if len(turns) < max(1, min_turns):
        return None
    cut = named(conversation.model_copy(update={"turns": turns}))
    judged = assess(cut, context)
    return (cut, judged) if judged.accepted else None


def fault_of(assessment: Assessment) -> tuple[str, str] | None:
    """Check and reason of the first verdict for which the conversation is rejected."""
    refusals = list_refusals(assessment.verdicts)
    return (refusals[0].check, refusals[0].reason) if refusals else None


def seed_of(seed: int, attempt: int) -> int:
    """The seed of one attempt at a scenario."""
    digest = blake2b(f"{seed}:{attempt}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")
