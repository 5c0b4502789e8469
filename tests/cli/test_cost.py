"""What was paid for what, as the command line tells it."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digit_tc.records import Usage
from digit_tc.store import Store


@pytest.fixture
def paid(database: Path, model_calls: ModuleType) -> Path:
    """The database with a ledger: six requests, two of them lost, and one reply of the cache."""
    call = model_calls.call
    rows = [
        call(cost_in_usd=0.3, usage=Usage(prompt_tokens=9000, completion_tokens=500)),
        call(role="solver", prompt="solve/1", model="openai/solver", cost_in_usd=None,
             usage=Usage(prompt_tokens=20_000, completion_tokens=100, reasoning_tokens=40)),
        call(role="judge", prompt="judge/1", cost_in_usd=0.6, queue_in_ms=12_000.0),
        call(outcome="rate-limit", usage=Usage(), cost_in_usd=None),
        call(outcome="server-error", usage=Usage(), cost_in_usd=None),
        call(outcome="unreadable", cost_in_usd=0.0),
        call(cached=True, cost_in_usd=0.0),
    ]  # fmt: skip
    with Store(database).writing() as writer:
        writer.put_calls("demo-1", rows)
    return database


def test_cost_tells_stages_roles_models_and_what_went_wrong(digit_tc: Any, paid: Path) -> None:
    said = digit_tc("cost", "latest", "--db", paid)
    assert said.code == 0
    assert "6 requests and 1 reply from the cache" in said.out
    assert "$0.9000 + ? for 3 accepted conversations" in said.out
    assert "The cost of 1 request is not known" in said.out
    assert "One accepted conversation: 2.0 requests, 10.0 kB of prompt" in said.out
    lines = [line.split() for line in said.out.splitlines()]
    heads = [line[0] for line in lines if "requests" in line[1:2]]
    assert heads == ["stage", "role", "model"]
    solver = ["solver", "1", "0", "0", "0", "20k", "100", "40", "?", "250", "ms"]
    assert solver in [line[:11] for line in lines]
    assert any(line[-2:] == ["rate-limit", "1"] for line in lines)
    assert any(line[-2:] == ["unreadable", "1"] for line in lines)
    assert max(map(len, said.out.splitlines())) < 120


def test_cost_prints_json_for_programs(digit_tc: Any, paid: Path) -> None:
    found = json.loads(digit_tc("cost", "demo", "--db", paid, "--json").out)
    assert found["run_id"] == "demo-1"
    assert {row["name"]: row["cost_in_usd"] for row in found["roles"]} == {
        "user": 0.3, "solver": None, "judge": 0.6,
    }  # fmt: skip
    assert found["total"]["lost"] == {"rate-limit": 1, "server-error": 1}
    assert found["per_conversation"]["at_least"] is True


def test_a_run_without_models_cost_nothing_and_an_unknown_run_is_told(
    digit_tc: Any, database: Path
) -> None:
    said = digit_tc("cost", "latest", "--db", database)
    assert (said.code, said.out) == (0, "Run demo-1 asked no model.\n")
    assert digit_tc("cost", "nothing", "--db", database).code == 2


def test_the_tables_about_models_are_listed(digit_tc: Any, paid: Path) -> None:
    tables = digit_tc("sql", "--tables", "--db", paid).out.split()
    assert {"model_calls", "votes", "translations", "cost_by_role", "cost_by_stage"} <= set(tables)
