"""Calls that are not to be learnt."""

from __future__ import annotations

import json

import pytest
from digit_tc_test_support.judging import failing, judged


def marked_in(example):
    return next(at for at, one in enumerate(example["messages"]) if one.get("train") is False)


def test_a_marked_wrong_call_is_counted_by_no_other_figure(example, erring):
    plain, judge = judged(example), judged(erring)
    assert failing(judge) == failing(plain) == set()
    assert judge.figures() == plain.figures() | {"wrong_calls": 1}


def test_a_wrong_call_without_its_mark_is_named(erring):
    message = erring["messages"][marked_in(erring)]
    del message["train"], message["weight"]
    found = failing(judged(erring))
    assert {"undeclared_arguments", "wrong_call_errors"} <= found


@pytest.mark.parametrize("mark", ["train", "weight"])
def test_half_a_mark_is_named(erring, mark):
    del erring["messages"][marked_in(erring)][mark]
    assert "protocol_errors" in failing(judged(erring))


@pytest.mark.parametrize("result", ['{"ok": true}', '{"error": ""}', '{"error": "No.", "id": 1}'])
def test_a_marked_call_with_a_good_result_is_named(erring, result):
    erring["messages"][marked_in(erring) + 1]["content"] = result
    assert failing(judged(erring)) == {"wrong_call_errors"}


def test_an_error_that_gives_the_right_value_away_is_named(erring):
    at = marked_in(erring)
    right = json.loads(erring["messages"][at + 2]["tool_calls"][0]["function"]["arguments"])
    value = next(one for one in right.values() if isinstance(one, str))
    erring["messages"][at + 1]["content"] = json.dumps({"error": f"Not {value}?"})
    assert failing(judged(erring)) == {"wrong_call_errors"}


def test_a_marked_call_that_nothing_puts_right_is_named(erring):
    at = marked_in(erring)
    messages = erring["messages"]
    calls = [one for one in range(at, len(messages)) if "tool_calls" in messages[one]]
    last = max(one for one in range(at, len(messages)) if messages[one]["role"] == "tool")
    assert len(calls) == 2
    erring["messages"] = [*messages[: at + 2], *messages[last + 1 :]]
    assert "wrong_call_errors" in failing(judged(erring))
