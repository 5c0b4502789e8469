"""Runs that end early: refused keys, spent budgets, a kill; and how they go on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digit_tc.errors import BudgetError, RefusedModelError
from digit_tc.runs.gateway import limit_seats

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("drills")]
ROOT = Path(__file__).parents[2]
PRICE = {"input_usd_per_million": 1.0, "output_usd_per_million": 4.0}


def refusing(proxies: ModuleType, status: int, message: str, since: int = 0) -> Any:
    """Refuse every request from a number on."""

    def plan(exchange: Any) -> Any:
        if exchange.number < since:
            return None
        return proxies.Instead(status, {"error": {"message": message}})

    return plan


@pytest.mark.parametrize(
    ("status", "kind", "told"),
    [(401, "key", "refused the key"), (404, "unknown-model", "does not know")],
)
def test_a_refused_key_or_unknown_model_ends_the_run_with_one_sentence(
    proxy: Any, proxies: ModuleType, make: Any, status: int, kind: str, told: str
) -> None:
    proxy.plan = refusing(proxies, status, "No.")
    began = time.monotonic()
    made = make(50)
    assert time.monotonic() - began < 10
    assert isinstance(made.error, RefusedModelError)
    assert (made.error.kind, made.error.exit_code) == (kind, 2)
    assert told in str(made.error)
    assert made.outcomes["refused"] == len(proxy.exchanges) <= 32, "what was under way, no more"


def test_a_key_that_is_refused_in_the_middle_keeps_what_was_accepted(
    proxy: Any, proxies: ModuleType, make: Any
) -> None:
    sections = {"models": {"max_concurrency": 2}}
    calm = make(12, folder="calm", **sections)
    seen = len(proxy.exchanges)
    proxy.plan = refusing(proxies, 401, "Expired.", since=seen + seen // 2)
    made = make(12, folder="cut", **sections)
    assert isinstance(made.error, RefusedModelError)
    assert 0 < made.accepted < 12
    assert len(proxy.exchanges) <= seen + seen // 2 + 4
    refused_at = len(proxy.exchanges)
    proxy.plan = lambda _: None
    made = make(12, folder="cut", **sections)
    assert made.error is None
    assert made.export == calm.export
    cut = [one for one in proxy.exchanges[seen:] if one.whole]
    assert len(cut) == len({one.key for one in cut}), "the first half is not paid for again"
    assert len(proxy.exchanges) - refused_at < seen


@pytest.mark.parametrize(
    ("limit", "share"), [("max_tokens", 0.5), ("max_usd", 0.4), ("max_minutes", 0)]
)
def test_a_spent_budget_exports_what_was_accepted_and_a_larger_one_goes_on(
    proxy: Any, make: Any, limit: str, share: float
) -> None:
    sections: dict[str, Any] = {
        "models": {"max_concurrency": 2, "endpoints": {"openai/rehearsal": {"price": PRICE}}}
    }
    calm = make(12, folder="calm", **sections)
    spent = {
        "max_tokens": sum(
            call["usage"]["prompt_tokens"] + call["usage"]["completion_tokens"]
            for call in calm.calls
        ),
        "max_usd": sum(call["cost_in_usd"] for call in calm.calls),
        "max_minutes": 0.0,
    }
    most = spent[limit] * share if share else 0.04
    if not share:
        proxy.delay = lambda _: 0.1
    seen = len(proxy.exchanges)
    made = make(12, folder="cut", budget={limit: int(most) if share == 0.5 else most}, **sections)
    assert isinstance(made.error, BudgetError)
    assert made.error.limit == limit
    assert made.error.exit_code == 5
    assert made.error.remedy.startswith(f"Raise --{limit.replace('_', '-')}")
    assert 0 < len(made.examples) == made.admitted < 12
    if limit == "max_tokens":
        used = sum(
            (call["usage"]["prompt_tokens"] or 0) + (call["usage"]["completion_tokens"] or 0)
            for call in made.calls
        )
        assert 0.6 * most < used < 1.05 * most
    if limit == "max_usd":
        assert 0.6 * most < sum(call["cost_in_usd"] or 0 for call in made.calls) < 1.05 * most
    proxy.delay = lambda _: 0.0
    larger = {limit: 100 if limit == "max_minutes" else int(spent[limit] * 10) + 1}
    made = make(12, folder="cut", budget=larger, **sections)
    assert made.error is None, made.error
    assert made.export == calm.export
    cut = [one.key for one in proxy.exchanges[seen:] if one.whole]
    assert len(cut) == len(set(cut))


SCRIPT = """
import sys, digit_tc
from digit_tc.config import RunConfig
digit_tc.generate(
    db="data.duckdb", export="a.jsonl", run_id="a",
    config=RunConfig.model_validate_json(sys.argv[1]),
)
"""


def test_a_killed_run_goes_on_to_the_same_bytes_and_pays_again_for_what_was_under_way_only(
    proxy: Any, make: Any, config_of: Any, tmp_path: Path
) -> None:
    sections = {"models": {"max_concurrency": 8}}
    proxy.delay = lambda _: 0.02
    calm = make(16, folder="calm", **sections)
    calm_requests = len(proxy.exchanges)
    folder = tmp_path / "killed"
    folder.mkdir()
    config = config_of(proxy.base, 16, **sections).model_dump_json()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for moment in (30, 40):
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, config],
            cwd=folder,
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        since = len(proxy.exchanges)
        while len(proxy.exchanges) < since + moment:
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.002)
        process.kill()
        process.wait()
    proxy.delay = lambda _: 0.0
    made = make(16, folder="killed", **sections)
    assert made.error is None
    assert made.export == calm.export
    times = Counter(one.key for one in proxy.exchanges[calm_requests:])
    assert max(times.values()) <= 3
    # A conversation has one question under way; a reply may have come and not be on disk yet.
    at_work = limit_seats(config_of(proxy.base, 16, **sections))
    assert sum(times.values()) - len(times) <= 2 * at_work, "only what was under way"
