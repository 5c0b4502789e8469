"""Simulates the results of one turn's calls, and writes the assistant's summary of them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from digit_tc.mock_provider.answers.plan_values import parse_today
from digit_tc.mock_provider.brevity import close_briefly
from digit_tc.mock_provider.call_references import resolve_references
from digit_tc.mock_provider.memory import Memory
from digit_tc.mock_provider.prompt_tools import build_tool, infer_scalar_schema
from digit_tc.mock_provider.schema_instances import build_instance
from digit_tc.prompts.simulate import Simulate
from digit_tc.records import JSON, Tool, scalars_of
from digit_tc.records.paths import generalise
from digit_tc.semantics.facts import described_by, removed_by
from digit_tc.values.invent import NoValueError
from digit_tc.values.setting import Setting
from digit_tc.writers.grammar.ledger import Ledger
from digit_tc.writers.grammar.results import simulate
from digit_tc.writers.grammar.spoken_tool import spoken_tool
from digit_tc.writers.grammar.summary import Outcome
from digit_tc.writers.grammar.voice import Voice


def answer(prompt: Simulate, draw: int, memory: Memory) -> JSON:  # noqa: ARG001
    """`{"results": {"<call id>": result}}`, with `"reply": text` where `closing`."""
    rng = random.Random(draw)
    setting = Setting(rng, parse_today(prompt.today))
    ledger = Ledger()
    does = {call.tool: call.does for call in prompt.calls}
    results: dict[int, dict[str, JSON]] = {}
    for done in prompt.done:
        tool = _tool(done.tool, does.get(done.tool, ""), done.arguments, None)
        facts = described_by(done.result, tool, done.arguments)
        ledger.record(facts, tool, done.arguments, done.result)
        for _kind, identity in removed_by(done.arguments, tool):
            setting.forget(identity)
        results[done.id] = done.result
    outcomes: dict[int, Outcome] = {}
    for call in prompt.calls:
        arguments = resolve_references(call.arguments, results)
        schema = prompt.returns.get(str(call.id))
        tool = _tool(call.tool, call.does, arguments, schema)
        demands = {
            generalise(path): (wanted,)
            for path, wanted in prompt.needed.get(str(call.id), {}).items()
        }
        results[call.id] = _result(tool, arguments, setting, ledger, demands)
        outcomes[call.id] = Outcome(spoken_tool(tool), arguments, results[call.id], False)
    reply: dict[str, JSON] = {"results": {str(call.id): results[call.id] for call in prompt.calls}}
    if prompt.closing:
        voice = Voice(rng, rng.random() < 0.4, "plain")
        reply["reply"] = close_briefly(list(outcomes.values()), voice)
    return reply


def _result(
    tool: Tool,
    arguments: Mapping[str, JSON],
    setting: Setting,
    ledger: Ledger,
    demands: Mapping[str, tuple[Mapping[str, Any], ...]],
) -> dict[str, JSON]:
    try:
        result = simulate(tool, arguments, setting, ledger, demands)
    except NoValueError:
        try:
            result = simulate(tool, arguments, setting, ledger, {})
        except NoValueError:
            made = build_instance(tool.returns or {"type": "object"})
            result = made if isinstance(made, dict) else {}
    for _kind, identity in removed_by(arguments, tool):
        setting.forget(identity)
    return result


def _tool(
    name: str, does: str, arguments: Mapping[str, JSON], returns: dict[str, Any] | None
) -> Tool:
    schemas: dict[str, dict[str, Any]] = {}
    for path, value in scalars_of(dict(arguments)):
        schemas.setdefault(generalise(path), infer_scalar_schema(value))
    return build_tool(name, does, schemas, returns)
