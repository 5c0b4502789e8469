"""Examples for the judge of exports: judged, and with something else in them."""

from __future__ import annotations

import json

from benchmarks.judge.dataset import Judge


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
