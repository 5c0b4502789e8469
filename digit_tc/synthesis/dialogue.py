"""One conversation out of one scenario: a pure function of the scenario, the tools and the section
of the run file."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from digit_tc.checks import CheckContext, assess
from digit_tc.config import SynthesisConfig
from digit_tc.records import (
    JSON,
    Assessment,
    Conversation,
    Rejection,
    Scenario,
    Tool,
    Turn,
    content_id,
)
from digit_tc.synthesis.execute import UngroundedError, demands_of, execute
from digit_tc.synthesis.plan import SameCallError, plan_turn
from digit_tc.synthesis.system import system_message
from digit_tc.writers.grammar.values import NoValueError
from digit_tc.writers.grammar.writer import NAME, GrammarWriter


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one scenario."""

    scenario: Scenario
    conversation: Conversation | None
    """The conversation if one was accepted."""
    assessment: Assessment | None
    rejections: tuple[Rejection, ...]
    """One for each attempt that failed; the last one is the scenario's own if none succeeded."""


def converse(scenario: Scenario, tools: Mapping[str, Tool], config: SynthesisConfig) -> Outcome:
    """Write the conversation of a scenario, trying again where a check fails.

    A conversation that still fails is cut back to the whole turns before the first fault, and kept
    if `config.min_turns` are left.
    """
    context = CheckContext(tools=tools)
    rejections: list[Rejection] = []
    best: tuple[Conversation, Assessment] | None = None
    for attempt in range(config.max_attempts):
        turns, fault = _turns(scenario, tools, config, attempt)
        conversation = _conversation(scenario, turns, attempt)
        assessment = assess(conversation, context) if turns else None
        if fault is None and assessment is not None and assessment.accepted:
            return Outcome(scenario, conversation, assessment, tuple(rejections))
        if fault is None and assessment is not None:
            fault = _fault_of(assessment)
        reason, detail = fault or ("unknown", "no reason was given")
        rejections.append(
            Rejection(stage="synthesize", subject=scenario.id, reason=reason, detail=detail)
        )
        kept = _cut_back(conversation, assessment, context, config.min_turns)
        if kept is not None and (best is None or len(kept[0].turns) > len(best[0].turns)):
            best = kept
    if best is not None:
        return Outcome(scenario, best[0], best[1], tuple(rejections))
    return Outcome(scenario, None, None, tuple(rejections))


def _turns(
    scenario: Scenario, tools: Mapping[str, Tool], config: SynthesisConfig, attempt: int
) -> tuple[tuple[Turn, ...], tuple[str, str] | None]:
    """The turns that could be written, and why it went no further."""
    writer = GrammarWriter(_seed(scenario.seed, attempt), scenario.today, scenario.persona)
    demands = demands_of(scenario, tools)
    ids: dict[tuple[int, int], int] = {}
    made: set[bytes] = set()
    results: dict[int, dict[str, JSON]] = {}
    turns: list[Turn] = []
    for position, spec in enumerate(scenario.turns):
        try:
            drafted = plan_turn(position, spec, ids, made, tools, writer, config.optional_share)
            request = writer.request(
                position, drafted.plan.calls, tools, drafted.fields, drafted.fed
            )
            calls = execute(drafted, request, demands, results, tools, writer)
        except NoValueError as problem:
            return tuple(turns), ("no-value", str(problem))
        except SameCallError as problem:
            return tuple(turns), ("same-call", str(problem))
        except UngroundedError as problem:
            return tuple(turns), ("ungrounded", str(problem))
        except LookupError as problem:
            return tuple(turns), ("missing-result", f"the result has no {problem}")
        ids.update({(position, call.step): call.id for call in calls})
        summary = writer.summary(
            [(tools[call.tool], call.arguments, call.result, call.hidden) for call in calls]
        )
        turns.append(
            Turn(
                index=position,
                kind=spec.kind,
                shape=spec.chain.shape,
                chain=spec.chain.id,
                request=request.text,
                plan=drafted.plan,
                calls=calls,
                summary=summary,
            )
        )
    return tuple(turns), None


def _conversation(scenario: Scenario, turns: tuple[Turn, ...], attempt: int) -> Conversation:
    rng = random.Random(_seed(scenario.seed, attempt) ^ 0x5757)
    system = system_message(scenario.today, rng)
    body = {
        "scenario": scenario.id,
        "system": system,
        "tools": scenario.tools,
        "turns": [turn.model_dump(mode="json") for turn in turns],
        "writer": NAME,
    }
    return Conversation(
        id=content_id("conv", body),
        index=scenario.index,
        scenario=scenario.id,
        seed=scenario.seed,
        today=scenario.today,
        persona=scenario.persona.id,
        system=system,
        tools=scenario.tools,
        turns=turns,
        writer=NAME,
    )


def _cut_back(
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
        faults = [verdict.turn for verdict in assessment.verdicts if not verdict.passed]
        if any(turn is None for turn in faults):
            return None
        turns = turns[: min(turn for turn in faults if turn is not None)]
    if len(turns) < max(1, min_turns):
        return None
    cut = conversation.model_copy(update={"turns": turns})
    body = {
        "scenario": cut.scenario,
        "system": cut.system,
        "tools": cut.tools,
        "turns": [turn.model_dump(mode="json") for turn in turns],
        "writer": NAME,
    }
    cut = cut.model_copy(update={"id": content_id("conv", body)})
    judged = assess(cut, context)
    return (cut, judged) if judged.accepted else None


def _fault_of(assessment: Assessment) -> tuple[str, str] | None:
    for verdict in assessment.verdicts:
        if not verdict.passed:
            return verdict.check, verdict.reason
    return None


def _seed(seed: int, attempt: int) -> int:
    digest = blake2b(f"{seed}:{attempt}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")
