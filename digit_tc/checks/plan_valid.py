"""A plan can be carried out: its tools are offered, its references can be followed, its values mean
something."""

from __future__ import annotations

import re

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed, shown
from digit_tc.language.entities import plain_name
from digit_tc.records import (
    JSON,
    Binding,
    Conversation,
    Leaf,
    Plan,
    PlannedCall,
    Reference,
    Tool,
    Verdict,
    canonical_json,
)
from digit_tc.records.paths import find_schemas, name_of

NAME = "plan_valid"
RULE = (
    "Tools are offered, references point to earlier results that declare the path, no two calls of "
    "a turn are identical, leaves are not all the same, and none is a placeholder."
)
PHASE = Phase.PLAN
KINDS = ALL_KINDS
DECIDES = True

_PLACEHOLDER = re.compile(
    r"(?:string|str|value|example|sample|placeholder|foo|bar|baz|foobar|lorem ipsum.*|tbd|tba|todo"
    r"|n/?a|none|null|nil|undefined|unknown|dummy|test|x{3,}|\?+|\.{3}|-+|asdf\w*|qwerty"
    r"|(?:my|your|the|some|any|insert|enter|example|sample|dummy|test)[_ -](?:[a-z0-9]+[_ -])*"
    r"(?:here|value|string|id|name|key|token|text|email|password|address|date|number|city|url)"
    r"|your[_-]\w+|example_\w+|sample_\w+|(?:string|value|param|foo|item|arg)_?\d+"
    r"|<[^<>]*>|\{[^{}]*\}|\{\{.*\}\}|\[[a-z _-]+\]|abc|abcd?123|abc_?123|123abc|id_?123)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"123(?:4(?:5(?:6(?:7(?:8(?:90?)?)?)?)?)?)?|0{4,}|1{5,}|9{6,}")
_POSTAL = re.compile(r"zip|postal|post_?code|pin", re.IGNORECASE)


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Look at every plan from turn `first` on."""
    offered = frozenset(conversation.tools)
    earlier: dict[int, str] = {}
    number = 0
    for position, turn in enumerate(conversation.turns):
        if position >= first:
            reason = _fault(turn.plan, offered, earlier, context)
            if reason is not None:
                return failed(NAME, reason, turn=turn.index)
            number += len(turn.plan.calls)
        earlier.update((call.id, call.tool) for call in turn.plan.calls)
    return passed(NAME, f"{counted(number, 'planned call')} can be carried out as planned.")


def _fault(
    plan: Plan, offered: frozenset[str], before: dict[int, str], context: CheckContext
) -> str | None:
    earlier = dict(before)
    seen: dict[bytes, int] = {}
    leaves = [
        binding.value.value
        for call in plan.calls
        for binding in call.bindings
        if isinstance(binding.value, Leaf) and not _is_of_session(call, binding, context)
    ]
    if len(leaves) > 2 and len({canonical_json(leaf) for leaf in leaves}) == 1:
        return f"All {len(leaves)} leaves of the plan are the same: {shown(leaves[0])}."
    for call in plan.calls:
        view = context.view(call.tool)
        if view is None or call.tool not in offered:
            return f"Call {call.id} uses {call.tool}, which is not among the tools offered."
        for binding in call.bindings:
            where = f"{binding.path} of call {call.id}"
            if isinstance(binding.value, Reference):
                fault = _reference_fault(binding.value, earlier, context)
                if fault is not None:
                    return f"The argument {where} {fault}."
            elif is_placeholder(binding.value.value, binding.path, view.tool):
                return f"The argument {where} is the placeholder {shown(binding.value.value)}."
        for other in call.after:
            if other not in earlier:
                return f"Call {call.id} is to come after call {other}, which is no earlier call."
        content = _content(call)
        twin = seen.setdefault(content, call.id)
        if twin == call.repeats:
            seen[content] = call.id  # made again once, and no more
        elif twin != call.id:
            return f"Calls {twin} and {call.id} are identical: {view.tool.name}, same arguments."
        if call.id in earlier:
            return f"The call id {call.id} is used twice."
        earlier[call.id] = call.tool
    return None


def _is_of_session(call: PlannedCall, binding: Binding, context: CheckContext) -> bool:
    """Whether a value is the same in every call on purpose."""
    view = context.view(call.tool)
    return view is not None and binding.path in view.tool.session


def _reference_fault(
    reference: Reference, earlier: dict[int, str], context: CheckContext
) -> str | None:
    tool = earlier.get(reference.call)
    if tool is None:
        return f"refers to call {reference.call}, which is no earlier call"
    view = context.view(tool)
    if view is None or not view.declares(reference.path):
        return f"refers to {reference.path} of call {reference.call}, which {tool} does not return"
    return None


def is_placeholder(value: JSON, path: str, tool: Tool) -> bool:
    """Whether a leaf stands for a value instead of being one: `string`, `your_id`, `<name>`, `123`.

    Numbers never are, and neither is what the parameter's schema itself offers.
    """
    if not isinstance(value, str):
        return False
    text = value.strip()
    name = name_of(path)
    suspicious = (
        not text
        or _PLACEHOLDER.fullmatch(text) is not None
        or (_COUNTED.fullmatch(text) is not None and not _POSTAL.search(name))
        or (len(name) > 2 and plain_name(text) == plain_name(name))
    )
    return suspicious and not any(
        value == schema.get("default")
        or value == schema.get("const")
        or value in (schema.get("enum") or ())
        or value in (schema.get("examples") or ())
        for schema in find_schemas(tool.parameters, path)
    )


def _content(call: PlannedCall) -> bytes:
    return canonical_json(
        [
            call.tool,
            [
                (
                    [binding.path, binding.value.value]
                    if isinstance(binding.value, Leaf)
                    else [binding.path, binding.value.call, binding.value.path]
                )
                for binding in sorted(call.bindings, key=lambda binding: binding.path)
            ],
        ]
    )
