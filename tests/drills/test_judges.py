"""A judge that cannot be relied on lets nothing into the dataset."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from digit_tc.errors import ModelError, YieldError

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("drills")]


def judged(content: Any) -> Any:
    """Rewrites what the judge says, where `content` gives anything for an exchange."""

    def rewrite(exchange: Any, completion: dict[str, Any]) -> dict[str, Any]:
        if exchange.prompt.startswith("judge/"):
            message = completion["choices"][0]["message"]
            said = content(exchange, json.loads(message["content"]))
            message["content"] = said if isinstance(said, str) else json.dumps(said)
        return completion

    return rewrite


def _half_the_time(exchange: Any, good: Any) -> Any:
    # By conversation: asking once more must not turn half into nearly all.
    return good if Random(f"7:{exchange.data}").random() < 0.5 else "I cannot say."


class _EveryOther:
    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def __call__(self, exchange: Any, good: Any) -> Any:
        number = self.seen.setdefault(exchange.data, len(self.seen))
        return good if number % 2 else ""


JUDGES: dict[str, Any] = {
    "nothing": lambda *_: "",
    "prose": lambda *_: "A fine conversation. Five out of five!",
    "nonsense": lambda *_: {"fish": [1, 2]},
    "half the time": _half_the_time,
    "every other": _EveryOther(),
    "too high": lambda _, good: {**good, "scores": dict.fromkeys(good["scores"], 11)},
    "too low": lambda _, good: {**good, "scores": dict.fromkeys(good["scores"], 0)},
    "not numbers": lambda _, good: {**good, "scores": dict.fromkeys(good["scores"], "great")},
    "another schema": lambda *_: {"score": 5, "verdict": "accept"},
    "one criterion only": lambda *_: {"scores": {"natural": 5}, "reason": "Good."},
    "against all": lambda _, good: {**good, "scores": dict.fromkeys(good["scores"], 2)},
}


@pytest.mark.parametrize("kind", JUDGES)
def test_nothing_is_accepted_on_the_word_of_such_a_judge(proxy: Any, make: Any, kind: str) -> None:
    proxy.rewrite = judged(JUDGES[kind])
    made = make(60, sample={"turns": {1: 1.0}})
    assert isinstance(made.error, YieldError if kind == "against all" else ModelError), made.error
    if kind != "against all":
        assert "votes of the judge could be read" in made.error.message
        assert made.error.remedy
    assert (made.admitted, made.export) == (0, b"")


def test_votes_are_counted_and_too_few_readable_ones_are_no_quorum(proxy: Any, make: Any) -> None:
    def third_is_silent(exchange: Any, good: Any) -> Any:
        return "" if exchange.body.get("seed") == 2 else good

    proxy.rewrite = judged(third_is_silent)
    rules = {"votes": 3, "quorum": 2, "min_readable": 0.6}
    made = make(6, quality={"judge": rules})
    assert made.error is None, made.error
    assert made.admitted == 6
    strict = make(6, run_id="b", quality={"judge": {**rules, "quorum": 3}})
    assert strict.error is not None
    assert strict.admitted == 0
    assert set(strict.rejections) >= {"judge-no-quorum"}


def test_the_most_votes_decide(proxy: Any, make: Any) -> None:
    def two_of_three_against(exchange: Any, good: Any) -> Any:
        low = exchange.body.get("seed") in (1, 2)
        return {**good, "scores": dict.fromkeys(good["scores"], 1)} if low else good

    proxy.rewrite = judged(two_of_three_against)
    made = make(6, quality={"judge": {"votes": 3}})
    assert isinstance(made.error, YieldError)
    assert made.admitted == 0
    assert made.details["judge"][0].startswith("2 of 3 votes against it")
