"""Examples for the judge of exports: judged, and with something else in them."""

from __future__ import annotations

import json

from benchmarks.judge.dataset import Judge
from benchmarks.judge.paths import read_at


def judged(*examples):
    """The judge after these lines, each an example or a text."""
    judge = Judge()
    for number, example in enumerate(examples, 1):
        judge.judge_line(number, example if isinstance(example, str) else json.dumps(example))
    return judge


def failing(judge, implicit=0.25):
    """Figures that miss what is promised, where that share of calls should be hidden."""
    return set(judge.failures(implicit=implicit, tolerance=0.05, multi_call=0.45))


def call_of(example, name):
    for message in example["messages"]:
        for call in message.get("tool_calls", ()):
            if call["id"] == name:
                return call["function"]
    raise LookupError(name)


def edit_arguments(example, name, **changes):
    function = call_of(example, name)
    arguments = json.loads(function["arguments"]) | changes
    function["arguments"] = json.dumps({k: v for k, v in arguments.items() if v is not ...})


def edit_result(example, name, **changes):
    for message in example["messages"]:
        if message.get("tool_call_id") == name:
            message["content"] = json.dumps(json.loads(message["content"]) | changes)


def source_of(example, name, path):
    for source in example["metadata"]["provenance"]:
        if (source["call"], source["path"]) == (name, path):
            return source
    raise LookupError(path)


def tell(*steps, hidden=(), descriptions=None):
    """An example of what is said and called, for the judge alone; calls are numbered from 1.

    A text is the user's, one after `> ` the assistant's. A call is its name, its arguments and its
    result; an argument `"call_1:orders[0].order_id"` is taken from there, all others are the
    user's.
    """
    messages = [{"role": "system", "content": "Today is Friday, October 30, 2026."}]
    provenance, tools, number = [], {}, 0
    said = {"kind": "user", "message": 1, "start": 0, "end": 1, "transform": "verbatim"}
    for step in steps:
        if isinstance(step, str):
            role = "assistant" if step.startswith("> ") else "user"
            messages.append({"role": role, "content": step.removeprefix("> ")})
            continue
        name, given, result = step
        number += 1
        arguments = {}
        for path, value in given.items():
            source = {"call": f"call_{number}", "path": path, **said}
            arguments[path] = value
            if isinstance(value, str) and value.startswith("call_"):
                call, _, place = value.partition(":")
                source |= {"kind": "result", "from_call": call, "result_path": place}
                arguments[path] = read_at(_result_of(messages, call), place)
            provenance.append(source)
        function = {"name": name, "arguments": json.dumps(arguments)}
        call = {"id": f"call_{number}", "type": "function", "function": function}
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": call["id"], "content": json.dumps(result)})
        tool = tools.setdefault(name, {"name": name, "parameters": {"properties": {}}})
        tool["description"] = (descriptions or {}).get(name, "")
        tool["parameters"]["properties"] |= {path: {} for path in arguments}
    functions = [{"type": "function", "function": tool} for tool in tools.values()]
    metadata = {"provenance": provenance, "hidden_calls": list(hidden)}
    return {"messages": messages, "tools": functions, "metadata": metadata}


def count_offences(*steps, **options):
    """How often each offence is found in such an example, and each count besides."""
    return judged(tell(*steps, **options)).tally.counts


def _result_of(messages, call):
    return next(json.loads(m["content"]) for m in messages if m.get("tool_call_id") == call)
