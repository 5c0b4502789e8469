"""Who may speak after whom, and every call answered once."""

from __future__ import annotations

import copy

import pytest
from digit_tc_test_support.judging import call_of, failing, judged


def drop_result(example):
    del example["messages"][3]


def swap_ids(example):
    example["messages"][3]["tool_call_id"] = "call_2"


def answer_twice(example):
    example["messages"].insert(4, copy.deepcopy(example["messages"][3]))


def drop_summary(example):
    del example["messages"][-1]


def drop_request(example):
    del example["messages"][7]


def use_an_id_twice(example):
    example["messages"][4]["tool_calls"][0]["id"] = "call_1"
    example["messages"][5]["tool_call_id"] = "call_1"


def call_what_is_not_offered(example):
    call_of(example, "call_1")["name"] = "find_town"


def break_arguments(example):
    call_of(example, "call_1")["arguments"] = '{"name": '


def break_result(example):
    example["messages"][3]["content"] = "done"


def empty_request(example):
    example["messages"][7]["content"] = " "


@pytest.mark.parametrize(
    "plant",
    [
        drop_result, swap_ids, answer_twice, drop_summary, drop_request, use_an_id_twice,
        call_what_is_not_offered, break_arguments, break_result, empty_request,
    ],
    ids=lambda plant: plant.__name__,
)  # fmt: skip
def test_a_breach_of_the_protocol_is_named(example, plant):
    plant(example)
    assert "protocol_errors" in failing(judged(example))


def test_a_line_that_is_no_example_is_a_breach_of_the_protocol(example):
    judge = judged(example, "{", "[]", '{"messages": 3, "metadata": {}, "tools": []}')
    assert judge.figures()["protocol_errors"] >= 3
    assert judge.figures()["conversations"] == 4
