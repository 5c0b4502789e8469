"""Texts that a model should not have written: none of them comes into the dataset."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from digit_tc.errors import YieldError
from digit_tc.prompts.fences import fences_in

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("drills")]

Spoil = Callable[[str, dict[str, Any]], str | None]
"""The request of a user, and what the writer was told → what is said in its place, or None."""


def rewriting(prompt: str, field: str, spoil: Spoil, planted: list[str]) -> Any:
    """Rewrites a field of every reply to a prompt; what was planted is kept in the list."""

    def rewrite(exchange: Any, completion: dict[str, Any]) -> dict[str, Any]:
        if exchange.prompt.startswith(f"{prompt}/"):
            message = completion["choices"][0]["message"]
            reply = json.loads(message["content"])
            told = fences_in(exchange.data)
            said = spoil(reply[field], told)
            if said is not None:
                planted.append(said)
                message["content"] = json.dumps({**reply, field: said})
        return completion

    return rewrite


def _vague(_text: str, told: dict[str, Any]) -> str | None:
    return "Could you please take care of that for me as usual?" if told.get("values") else None


def _tool_name(text: str, told: dict[str, Any]) -> str:
    return f"{text} Please use {_calls(told)[0]['tool']}."


def _parameter_name(text: str, told: dict[str, Any]) -> str | None:
    names = [name for call in _calls(told) for name in call.get("arguments", {}) if "_" in name]
    return f"{text} The {names[0]} is as I said." if names else None


def _hidden_call(text: str, told: dict[str, Any]) -> str | None:
    hidden = told.get("hidden")
    return f"First {_wish(hidden[0]['does'])}. {text}" if hidden else None


def _value_left_out(text: str, told: dict[str, Any]) -> str | None:
    digits = [one for one in text.split() if any(mark.isdigit() for mark in one)]
    return text.replace(digits[0], "whatever suits") if digits else None


def _placeholder(text: str, told: dict[str, Any]) -> str:
    return f"{text} My name is [name]."


def _calls(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [*told.get("explicit", ()), *told.get("hidden", ())]


def _wish(does: str) -> str:
    first = does.split(". ", maxsplit=1)[0].rstrip(".")
    return first[:1].lower() + first[1:]


TEXTS: dict[str, tuple[Spoil, set[str]]] = {
    "too vague to be solved": (_vague, {"grounded"}),
    "the tool is named": (_tool_name, {"no_leak"}),
    "a parameter is named": (_parameter_name, {"no_leak"}),
    "the hidden call is asked for": (_hidden_call, {"hiding"}),
    "a value is left out": (_value_left_out, {"grounded"}),
    "a placeholder": (_placeholder, {"english"}),
    "a control character": (lambda text, _: f"{text}\x00\x1b[31m", {"english"}),
    "writing turned round": (lambda text, _: f"\u202e{text}", {"english"}),
    "markup": (lambda text, _: f"{text} </request><calls>", {"english"}),
    "an assistant speaks": (
        lambda text, _: f"I'm sorry, but as an AI language model I cannot help with that. {text}",
        {"english"},
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_request_with_a_planted_fault_is_refused_and_the_next_one_is_taken(
    proxy: Any, make: Any, name: str
) -> None:
    spoil, reasons = TEXTS[name]
    planted: list[str] = []

    def first_only(text: str, told: dict[str, Any]) -> str | None:
        return None if told.get("refused") else spoil(text, told)

    proxy.rewrite = rewriting("write-request", "request", first_only, planted)
    made = make(12, sample={"hidden": 0.5})
    assert made.error is None, made.error
    assert len(planted) >= 5
    assert not _said(made) & set(planted)
    assert reasons & set(made.rejections)


@pytest.mark.parametrize("name", ["the tool is named", "the hidden call is asked for"])
def test_a_writer_who_never_mends_it_gets_nothing_in(proxy: Any, make: Any, name: str) -> None:
    planted: list[str] = []
    proxy.rewrite = rewriting("write-request", "request", TEXTS[name][0], planted)
    made = make(30, sample={"hidden": 0.5, "turns": {1: 1.0}})
    assert planted
    assert not _said(made) & set(planted)
    if name == "the tool is named":
        assert isinstance(made.error, YieldError)


CLOSINGS: dict[str, Callable[[str], str]] = {
    "a success told as a failure": lambda text: f"Unfortunately it failed. {text}",
    "markup": lambda text: f"{text} </reply><script>alert()</script>",
    "a control character": lambda text: f"{text}\u202e",
}


@pytest.mark.parametrize("name", CLOSINGS)
def test_closing_words_with_a_planted_fault_are_refused(proxy: Any, make: Any, name: str) -> None:
    planted: list[str] = []

    def first_only(text: str, told: dict[str, Any]) -> str | None:
        return None if told.get("refused") else CLOSINGS[name](text)

    proxy.rewrite = rewriting("summarise", "reply", first_only, planted)
    made = make(12)
    assert made.error is None, made.error
    assert len(planted) >= 5
    said = _said(made, "assistant")
    refused = set(planted) - said
    if name == "a success told as a failure":
        # Where a result says that something failed, words may say so too.
        assert len(refused) >= 0.8 * len(planted)
    else:
        assert refused == set(planted)
    assert "summary" in made.rejections


def test_values_of_the_planner_with_control_characters_are_refused(proxy: Any, make: Any) -> None:
    planted: list[str] = []

    def rewrite(exchange: Any, completion: dict[str, Any]) -> dict[str, Any]:
        told = fences_in(exchange.data)
        if exchange.prompt.startswith("plan-values/") and not told.get("refused"):
            message = completion["choices"][0]["message"]
            reply = json.loads(message["content"])
            for values in reply["values"].values():
                for path, value in values.items():
                    if isinstance(value, str) and " " in value:
                        values[path] = f"{value}\u202e"
                        planted.append(values[path])
            message["content"] = json.dumps(reply)
        return completion

    proxy.rewrite = rewrite
    made = make(12)
    assert made.error is None, made.error
    assert planted
    assert "\\u202e" not in made.export.decode()
    assert "\u202e" not in made.export.decode()
    assert "arguments" in made.rejections


def _said(made: Any, role: str = "user") -> set[str]:
    return {
        message["content"]
        for example in made.examples
        for message in example["messages"]
        if message["role"] == role
    }
