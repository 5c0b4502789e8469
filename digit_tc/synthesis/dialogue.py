"""One conversation out of one scenario: a pure function of the scenario, the tools and the section
of the run file."""

from __future__ import annotations

from collections.abc import Mapping

from digit_tc.checks import CheckContext, assess
from digit_tc.config import SynthesisConfig
from digit_tc.errors import RejectedError
from digit_tc.records import (
    Assessment,
    Call,
    Conversation,
    Rejection,
    Scenario,
    StoredWorld,
    Tool,
    Turn,
    realise,
)
from digit_tc.synthesis.casting import cast_drafts, fit_filters, make_calls
from digit_tc.synthesis.defects import ended_by
from digit_tc.synthesis.outcome import Outcome
from digit_tc.synthesis.plan import Drafted, draft_turns
from digit_tc.synthesis.whole import conversation_of, cut_back, fault_of, seed_of, session_of
from digit_tc.synthesis.wrong_calls import with_wrong_calls
from digit_tc.values.session import Session
from digit_tc.world.state import World
from digit_tc.world.storing import store_world
from digit_tc.writers.grammar.writer import NAME, GrammarWriter


def converse(scenario: Scenario, tools: Mapping[str, Tool], config: SynthesisConfig) -> Outcome:
    """Write the conversation of a scenario, trying again where a check fails.

    A conversation that still fails is cut back to the whole turns before the first fault, and kept
    if `config.min_turns` are left. With `config.error_hint_share` some of its turns show a wrong
    call first. A defect of this program ends the conversation, with the reason `defect`.
    """
    try:
        outcome = _conversed(scenario, tools, config)
        return with_wrong_calls(outcome, tools, config.error_hint_share)
    except Exception as problem:
        return ended_by(problem, scenario)


def _conversed(scenario: Scenario, tools: Mapping[str, Tool], config: SynthesisConfig) -> Outcome:
    rejections: list[Rejection] = []
    best: tuple[Conversation, Assessment] | None = None
    world: StoredWorld | None = None
    for attempt in range(config.max_attempts):
        session = session_of(scenario, attempt, tools)
        turns, fault, cast = _turns(scenario, tools, config, attempt, session)
        stored = store_world(cast)
        context = CheckContext(tools=tools, worlds={scenario.id: stored})
        conversation = conversation_of(scenario, turns, session.system, NAME)
        # What is cut back is assessed anew: until then nothing need be asked a second time.
        judged_by = context if fault is None else CheckContext(tools=tools)
        assessment = assess(conversation, judged_by) if turns else None
        if fault is None and assessment is not None and assessment.accepted:
            return Outcome(scenario, conversation, assessment, tuple(rejections), world=stored)
        if fault is None and assessment is not None:
            fault = fault_of(assessment)
        reason, detail = fault or ("unknown", "no reason was given")
        rejections.append(
            Rejection(stage="synthesize", subject=scenario.id, reason=reason, detail=detail)
        )
        kept = cut_back(conversation, assessment, context, config.min_turns)
        if kept is not None and (best is None or len(kept[0].turns) > len(best[0].turns)):
            best, world = kept, stored
    if best is not None:
        return Outcome(scenario, best[0], best[1], tuple(rejections), world=world)
    return Outcome(scenario, None, None, tuple(rejections))


def _turns(
    scenario: Scenario,
    tools: Mapping[str, Tool],
    config: SynthesisConfig,
    attempt: int,
    session: Session,
) -> tuple[tuple[Turn, ...], tuple[str, str] | None, World]:
    """The turns that could be written, why it went no further, and their world."""
    seed = seed_of(scenario.seed, attempt)
    writer = GrammarWriter(seed, scenario.today, scenario.persona)
    writer.setting.session = session
    drafts, fault = _drafts(scenario, tools, config, writer)
    drafts = fit_filters(drafts, tools)
    done = cast_drafts(drafts, seed, tools, writer)
    fault = done.fault or fault
    turns: list[Turn] = []
    for drafted, plan in zip(drafts, done.plans, strict=False):
        spec = scenario.turns[plan.turn]
        calls: tuple[Call, ...] = ()
        words: dict[int, str] = {}
        try:
            if plan.calls:
                request = writer.request(
                    plan.turn,
                    plan.wanted,
                    tools,
                    drafted.fields,
                    drafted.fed,
                    done.choices,
                    done.arguments,
                )
                calls = make_calls(done, plan, drafted, request)
                # What is asked for is said first, and what came out last.
                words = {0: request.text, len(plan.acts) - 1: writer.summary(calls, tools)}
        except RejectedError as problem:
            return tuple(turns), (problem.reason, str(problem)), done.world
        turns.append(realise(plan.turn, spec, plan, words=words, calls=calls))
    return tuple(turns), (fault.reason, str(fault)) if fault else None, done.world


def _drafts(
    scenario: Scenario, tools: Mapping[str, Tool], config: SynthesisConfig, writer: GrammarWriter
) -> tuple[list[Drafted], RejectedError | None]:
    """The plans of all turns up to the first that cannot be made, and why that one cannot."""
    drafts: list[Drafted] = []
    memory = writer.memory()
    try:
        for drafted in draft_turns(scenario, tools, writer, config.optional_share):
            writer.plan_to_say(drafted.plan.wanted, drafted.fields, tools)
            drafts.append(drafted)
    except RejectedError as problem:
        return drafts, problem
    finally:
        writer.go_back(memory)  # nothing has been said yet
    return drafts, None
