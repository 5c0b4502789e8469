"""Results for the calls of a turn, from grammar or model, checked against schema and ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digit_tc.prompts.briefs import call_brief, leaf_schema, result_schema
from digit_tc.prompts.parts import CallBrief
from digit_tc.prompts.simulate import Simulate
from digit_tc.records import JSON, Call, PlannedCall, Reference
from digit_tc.records.paths import MissingValueError, put
from digit_tc.synthesis.casting import make_calls
from digit_tc.synthesis.execute import (
    UngroundedError,
    demands_of,
    execute,
    make_call,
    resolved,
    schema_at,
)
from digit_tc.synthesis.fitting import declared_part, fitting_all
from digit_tc.synthesis.known import facts_about, worth_showing
from digit_tc.synthesis.plan import Drafted
from digit_tc.synthesis.planning import literal_arguments
from digit_tc.synthesis.talk import Talk
from digit_tc.synthesis.trial import GivenUpError, execution_fault
from digit_tc.values.invent import NoValueError
from digit_tc.world.cast import Cast
from digit_tc.writers.grammar.writer import Written
from digit_tc.writers.model.role_asking import text_of

_MOST_REFUSED = 3


async def executed(
    talk: Talk, drafted: Drafted, written: Written
) -> tuple[tuple[Call, ...], str | None]:
    """The calls with results, and the closing words where the simulator was asked for them too.

    Where the plans were run in a world, the results are those. Raises GivenUpError after
    `max_attempts`.
    """
    if talk.cast is not None:
        return _from_cast(talk, talk.cast, drafted, written), None
    refused: tuple[str, ...] = ()
    for attempt in talk.attempts:
        reply: str | None = None
        try:
            if talk.model_of("simulator") is None:
                calls = _by_grammar(talk, drafted, written)
            else:
                answer = await talk.ask(
                    simulate_prompt(talk, drafted, written.text, refused),
                    turn=drafted.plan.turn,
                    attempt=attempt,
                )
                if answer is None:
                    continue
                data: Any = answer.data
                calls = _calls(talk, drafted, written, data["results"])
                reply = text_of(answer, "reply") if "reply" in data else None
        except (NoValueError, UngroundedError, MissingValueError) as problem:
            told = (
                f"A result lacks {problem.path}, which a later call needs."
                if isinstance(problem, MissingValueError)
                else str(problem)
            )
            talk.reject(problem.reason, told)
            refused = (*refused, told)[-_MOST_REFUSED:]
            continue
        fault = execution_fault(talk, drafted, written, calls)
        if fault is None:
            return calls, reply
        talk.reject(*fault)
        refused = (*refused, fault[1])[-_MOST_REFUSED:]
    raise GivenUpError


def _from_cast(talk: Talk, done: Cast, drafted: Drafted, written: Written) -> tuple[Call, ...]:
    calls = make_calls(done, drafted.plan, drafted, written)
    fault = execution_fault(talk, drafted, written, calls)
    if fault is None:
        return calls
    talk.reject(*fault)
    raise GivenUpError


def simulate_prompt(
    talk: Talk, drafted: Drafted, request: str, refused: tuple[str, ...] = ()
) -> Simulate:
    """What the simulator is told: the calls with their values, and what was said of the world."""
    calls = [(call, _brief(talk, call)) for call in drafted.plan.calls]
    named = [brief.arguments for _call, brief in calls]
    shown = worth_showing(talk.calls, drafted.plan)
    return Simulate(
        today=talk.scenario.today.isoformat(),
        request=request,
        done=tuple(talk.done(call) for call in shown),
        facts=facts_about(named, talk.calls, shown, talk.tools),
        calls=tuple(brief for _call, brief in calls),
        needed=_needed(talk, drafted),
        returns={str(call.id): result_schema(talk.tools[call.tool]) for call, _brief in calls},
        closing=closes_too(talk),
        refused=refused,
    )


def closes_too(talk: Talk) -> bool:
    """Whether one request brings results and closing words: where one model fills both roles."""
    model = talk.model_of("simulator")
    return model is not None and model == talk.model_of("assistant")


def _by_grammar(talk: Talk, drafted: Drafted, written: Written) -> tuple[Call, ...]:
    demands = demands_of(talk.scenario, talk.tools)
    return execute(drafted, written, demands, dict(talk.results), talk.tools, talk.grammar)


def _calls(
    talk: Talk, drafted: Drafted, written: Written, given: Mapping[str, dict[str, JSON]]
) -> tuple[Call, ...]:
    results = dict(talk.results)
    calls = []
    for planned in drafted.plan.calls:
        tool = talk.tools[planned.tool]
        arguments, provenance = resolved(planned, drafted, written, results, tool)
        told = declared_part(tool.returns, given[str(planned.id)])
        results[planned.id] = told if isinstance(told, dict) else {}
        result = results[planned.id]
        calls.append(make_call(planned, drafted.plan, arguments, provenance, result))
    return tuple(calls)


def _brief(talk: Talk, call: PlannedCall) -> CallBrief:
    """The call with what earlier turns' results give put in; this turn's stay references."""
    arguments = literal_arguments(call)
    for binding in call.bindings:
        value = binding.value
        if isinstance(value, Reference) and value.call in talk.results:
            put(arguments, binding.path, talk.value_of(value))
    return call_brief(call.id, talk.tools[call.tool], arguments)


def _needed(talk: Talk, drafted: Drafted) -> dict[str, dict[str, dict[str, Any]]]:
    """For each call the places of its result that this turn and later ones build on."""
    needed: dict[str, dict[str, dict[str, Any]]] = {}
    steps = {call.step: str(call.id) for call in drafted.plan.calls}
    if drafted.spec is None:
        for (turn, step), paths in demands_of(talk.scenario, talk.tools).items():
            if turn == drafted.plan.turn and step in steps:
                place = needed.setdefault(steps[step], {})
                place.update({path: fitting_all(schemas) for path, schemas in paths.items()})
    for call in drafted.plan.calls:
        for binding in call.bindings:
            value = binding.value
            if isinstance(value, Reference) and value.call not in talk.results:
                schema = schema_at(talk.tools[call.tool].parameters, binding.path)
                place = needed.setdefault(str(value.call), {})
                if value.path.replace("[0]", "[]") not in place:
                    place[value.path] = leaf_schema(schema)
    return needed
