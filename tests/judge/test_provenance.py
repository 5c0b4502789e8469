"""Sources of values are read again."""

from __future__ import annotations

import json

import pytest
from digit_tc_test_support.judging import call_of, failing, judged, source_of


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (("call_1", "name"), {"start": 0, "end": 4}),
        (("call_1", "name"), {"message": 7}),
        (("call_1", "name"), {"transform": "date_long"}),
        (("call_1", "name"), {"transform": "no_such_rule"}),
        (("call_2", "date"), {"transform": "verbatim"}),
        (("call_2", "city_id"), {"result_path": "name"}),
        (("call_2", "city_id"), {"result_path": "nothing[0]"}),
        (("call_2", "city_id"), {"from_call": "call_4"}),
        (("call_2", "city_id"), {"from_call": "call_2"}),
        (("call_2", "passengers"), {"kind": "default"}),
        (("call_2", "currency"), {"kind": "enum"}),
        (("call_2", "currency"), {"kind": "profile"}),
        (("call_3", "insurance"), {"transform": "boolean_negated"}),
        (("call_4", "date"), {"message": 1}),
        (("call_1", "name"), {"path": "title"}),
    ],
)
def test_provenance_that_cannot_be_read_again_is_named(example, place, change):
    source_of(example, *place).update(change)
    assert failing(judged(example)) == {"provenance_share"}


@pytest.mark.parametrize(
    ("said", "value", "transform"),
    [
        ("12,500", 12500, "integer"),
        ("3.5", 3.5, "number"),
        ("twelve", 12, "number_word"),
        ("March 12, 2026", "2026-03-12", "date_long"),
        ("12 March 2026", "2026-03-12", "date_day_first"),
        ("2:30 PM", "14:30", "time_12h"),
        ("12:05 AM", "00:05", "time_12h"),
        ("March 12, 2026 at 2:30 PM", "2026-03-12T14:30:00", "datetime_long"),
        ("March 12, 2026 at 2:30 PM UTC", "2026-03-12T14:30:00Z", "datetime_long_utc"),
        ("without insurance", False, "boolean_negated"),
        ("Ana’s place", "Ana’s place", "verbatim"),
    ],
)
def test_what_people_write_is_read_by_its_transform_and_grounds_the_value(
    example, said, value, transform
):
    request = f"Look for this: {said} please."
    example["messages"][1]["content"] = request
    start = request.index(said)
    example["tools"] = [
        {"type": "function", "function": {"name": "find_it", "description": "", "parameters": {
            "type": "object", "properties": {"what": {}}}}}
    ]  # fmt: skip
    call_of(example, "call_1").update(name="find_it", arguments=json.dumps({"what": value}))
    example["messages"] = [*example["messages"][:4], example["messages"][-1]]
    example["metadata"]["provenance"] = [
        {"call": "call_1", "path": "what", "kind": "user", "message": 1,
         "start": start, "end": start + len(said), "transform": transform}
    ]  # fmt: skip
    judge = judged(example)
    assert not {"provenance_share", "grounded_share"} & failing(judge)
    assert judge.figures()["provenance_share"] == 1
