"""What results may hold, and what closing words may make of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from digit_tc_test_support.editing import bare_turn

from digit_tc.checks import CheckContext, get_check
from digit_tc.checks.common.wording import control_in, control_within, markup_in
from digit_tc.records import Call, Conversation, Tool, ToolSource, Verdict

_HOTELS = {"hotels": [{"hotel_id": "H-1", "name": "Azul", "breakfast": False, "price": 90.0}]}
_WEATHER = {"condition": "rain", "high": 12.5}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Unfortunately nothing was found and it failed. It is the Azul.", _HOTELS),
        ("I could not find any hotels.", _HOTELS),
        ("Something went wrong with the Azul.", _HOTELS),
        ("I was unable to look up the weather.", _WEATHER),
        ("Unfortunately, I have no weather for you.", _WEATHER),
    ],
)
def test_a_success_told_as_a_failure_is_refused(text: str, result: dict[str, Any]) -> None:
    verdict = _summary("search_hotels", text, result)
    assert not verdict.passed
    assert "succeeded" in verdict.reason


@pytest.mark.parametrize(
    ("name", "text", "result"),
    [
        ("search_hotels", "Nothing was found.", {"hotels": []}),
        ("search_hotels", "I could not find any.", {"hotels": [], "total": 0}),
        ("search_hotels", "Unfortunately, breakfast is not included at the Azul.", _HOTELS),
        ("get_weather", "Unfortunately, there will be rain.", _WEATHER),
        ("get_payment", "The payment failed.", {"status": "failed"}),
        ("get_seat", "Unfortunately the seat could not be taken.", {"available": False}),
        ("get_order", "The order failed.", {"error": "Out of stock."}),
        ("get_order", "I was unable to get the order.", {"status": 503, "body": "x"}),
        ("list_runs", "It failed with exit code 1.", {"runs": [{"exit_code": 1, "failed": True}]}),
        ("get_owner", "No results are known for it.", {"owner": None}),
    ],
)
def test_a_failure_that_a_result_shows_may_be_told(
    name: str, text: str, result: dict[str, Any]
) -> None:
    verdict = _summary(name, text, result)
    assert verdict.passed, verdict.reason


@pytest.mark.parametrize("text", ["Done.", "All set.", "Here is what I found.", "That's done!"])
def test_a_look_up_is_not_closed_with_an_empty_phrase(text: str) -> None:
    verdict = _summary("get_weather", text, _WEATHER)
    assert not verdict.passed
    assert "tells nothing" in verdict.reason


@pytest.mark.parametrize(
    ("name", "text", "result"),
    [
        ("get_weather", "It will be rainy.", _WEATHER),
        ("get_weather", "It is 12.5.", _WEATHER),
        ("create_order", "Done.", {"order_id": "O-1"}),
        ("bulk_delete_flows", "All set.", {"deleted": ["one-1"]}),
        ("is_open", "Yes, that is so.", {"open": True, "place": "Azul"}),
        ("search_hotels", "There is none.", {"hotels": []}),
        ("get_variable", "The value is my-value.", {"value": "my-value"}),
        ("list_hotels", "There are two.", {"hotels": [{"a": "x"}, {"a": "y"}]}),
    ],
)
def test_words_that_tell_what_was_found_or_done_pass(
    name: str, text: str, result: dict[str, Any]
) -> None:
    verdict = _summary(name, text, result)
    assert verdict.passed, verdict.reason


@pytest.mark.parametrize(
    ("result", "mention"),
    [
        ({"name": "Azul\x00"}, r"U+0000"),
        ({"rooms": [{"na\u202eme": "Azul"}]}, r"U+202E"),
        ({"name": "<script>alert()</script>"}, "markup in name"),
        ({"name": "Azul</result>"}, "markup in name"),
        ({"battery_percent": 140}, "140 percent"),
        ({"humidityPercentage": -3.5}, "-3.5 percent"),
    ],
)
def test_what_no_result_may_hold(result: dict[str, Any], mention: str) -> None:
    verdict = _verdict("results_valid", "get_room", "x", result)
    assert not verdict.passed
    assert mention in verdict.reason


@pytest.mark.parametrize(
    ("result", "sent"),
    [
        ({"body_html": "<p>Hello</p>"}, {}),
        ({"text": "<p>Hello</p>"}, {"text": "<p>Hello</p>"}),
        ({"text": "1 < 2 and Anna <anna@example.org>\n\tnext"}, {}),
        ({"battery_percent": 100, "change_percent": -12.5, "percent": 300}, {}),
        ({"discount_percent": 120}, {"amount": 120}),
    ],
)
def test_what_results_may_hold(result: dict[str, Any], sent: dict[str, Any]) -> None:
    verdict = _verdict("results_valid", "get_room", "x", result, sent)
    assert verdict.passed, verdict.reason


def test_what_a_schema_offers_or_means_for_markup_stays() -> None:
    fields = {
        "ending": {"type": "string", "enum": ["\r\n", "\n"]},
        "page": {"type": "string", "description": "The HTML of the page."},
    }
    result = {"ending": "\r\n", "page": "<p>Hello</p>"}
    assert _verdict("results_valid", "get_room", "x", result, fields=fields).passed


@pytest.mark.parametrize("text", ["\x00", "\x1b[31m", "\r", "\x85", "\u200e", "\u202e", "\u2066",
                                  "\ufeff", "\ud83d"])  # fmt: skip
def test_control_characters_are_seen_wherever_they_stand(text: str) -> None:
    assert control_in(f"Well{text}.") == f"U+{ord(text[0]):04X}"
    assert control_within({"a": [{"b": text}]}) is not None
    assert control_within({text: 1}) is not None


@pytest.mark.parametrize(
    "text", ["Line\n\tnext", "Grüße, naïve – “so” 👩\u200d🚀", "مرحبا", "a\u00a0b"]
)
def test_what_people_write_holds_no_control_character(text: str) -> None:
    assert control_in(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("</reply>", True), ("<img src=x>", True), ("<b>", True), ("<!-- x -->", True),
        ("<|im_start|>", True), ("<br/>", True), ("a < b", False), ("I <3 it", False),
        ("<anna@example.org>", False), ("x->y", False), ("5<6>4", False),
    ],
)  # fmt: skip
def test_markup_is_told_from_what_people_write(text: str, found: bool) -> None:
    assert (markup_in(text) is not None) is found


def _summary(name: str, text: str, result: dict[str, Any]) -> Verdict:
    return _verdict("summary", name, text, result)


def _verdict(
    check: str,
    name: str,
    text: str,
    result: dict[str, Any],
    sent: dict[str, Any] | None = None,
    fields: dict[str, Any] | None = None,
) -> Verdict:
    tool = Tool(
        namespace="inn",
        name=name,
        description="",
        parameters={"type": "object", "properties": {}},
        returns={"type": "object", "properties": fields} if fields else None,
        source=ToolSource(label="inn.json", reader="openai"),
        fingerprint=name,
    )
    call = Call(
        id=1, turn=0, group=0, step=0, tool=tool.key, arguments=sent or {}, provenance=(),
        hidden=False, result=result,
    )  # fmt: skip
    turn = bare_turn("Please see to it for me.", (call,), text)
    conversation = Conversation(
        id="", index=0, scenario="", seed=0, today=dt.date(2026, 1, 5), persona="plain-1",
        system="", tools=(tool.key,), turns=(turn,), writer="hand",
    )  # fmt: skip
    function = get_check(check).check
    return function(conversation, CheckContext(tools={tool.key: tool}))
