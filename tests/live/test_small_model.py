"""A real small model in the roles: form, reasons, ledger and budget, never what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

import digit_tc
from digit_tc.config import RunConfig
from digit_tc.errors import BudgetError, YieldError
from digit_tc.records import ROLES
from digit_tc.records.model_call import CallOutcome
from digit_tc.store import Store

MODEL = "openai/small"
MOST_TOKENS = 16_000
_SENT = """
SELECT role, outcome, detail, prompt_tokens, completion_tokens, cost_in_usd, latency_in_ms
FROM model_calls WHERE NOT cached
"""

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("live"),
    # The client's sockets outlive a run that its budget ended.
    pytest.mark.filterwarnings("default::ResourceWarning"),
]


def config_of(address: str, roles: tuple[str, ...]) -> RunConfig:
    price = {"input_usd_per_million": 0, "output_usd_per_million": 0}
    return RunConfig.model_validate(
        {
            "count": 1,
            "seed": 3,
            "roles": dict.fromkeys(roles, MODEL),
            "models": {
                "api_base": address,
                "endpoints": {MODEL: {"price": price}},
                "max_output_tokens": 256,
                "max_concurrency": 1,
            },
            "budget": {"max_tokens": MOST_TOKENS, "max_minutes": 1.5},
            "sample": {"turns": {1: 1}, "shapes": {"single": 1}, "offered": [2, 4]},
            "synthesis": {"max_attempts": 2},
        }
    )


def made(folder: Path, config: RunConfig, run_id: str) -> str:
    """How a run ended: `whole`, or the sentence of the error that ended it."""
    try:
        digit_tc.generate(
            db=folder / "live.duckdb", export=folder / "out.jsonl", config=config, run_id=run_id
        )
    except (BudgetError, YieldError) as ended:
        return str(ended)
    return "whole"


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with Store(folder / "live.duckdb").reading() as reader:
        return [tuple(row) for row in reader.sql(query).rows]


@pytest.mark.parametrize(
    "roles", [("user",), ("simulator",), ROLES], ids=["user", "simulator", "all"]
)
def test_a_small_model_gives_conversations_or_reasons(
    address: str, roles: tuple[str, ...], tmp_path: Path
) -> None:
    config = config_of(address, roles)
    ended = made(tmp_path, config, "first")
    assert ended == "whole" or "budget" in ended or "minutes" in ended or "asked for" in ended

    calls = rows(tmp_path, _SENT)
    assert calls
    assert {call[0] for call in calls} <= set(roles)
    assert {call[1] for call in calls} <= set(get_args(CallOutcome))
    for _role, outcome, detail, prompt, completion, cost, latency in calls:
        assert (outcome == "ok") == (not detail)
        if outcome in ("ok", "invalid", "unreadable", "length"):
            assert prompt > 0
            assert completion > 0
            assert cost == 0
            assert latency > 0
    # One request is under way at a time, and its tokens are estimated before it is sent.
    assert sum((call[3] or 0) + (call[4] or 0) for call in calls) < 1.3 * MOST_TOKENS

    refused = rows(tmp_path, "SELECT reason, detail FROM rejections WHERE stage = 'synthesize'")
    accepted = rows(tmp_path, "SELECT id FROM dataset")
    # A budget may end a run between the last acceptance and the end of the round.
    assert accepted or ended != "whole"
    assert len(accepted) <= 1
    assert all(reason and detail for reason, detail in refused)
    assert refused or accepted or "minutes" in ended or "budget" in ended


def test_what_a_small_model_said_is_not_asked_for_twice(address: str, tmp_path: Path) -> None:
    config = config_of(address, ("user",))
    made(tmp_path, config, "first")
    made(tmp_path, config, "second")
    twice = rows(tmp_path, "SELECT key FROM model_calls WHERE NOT cached AND outcome = 'ok'"
                           " GROUP BY key HAVING count(*) > 1")  # fmt: skip
    assert twice == []
    assert rows(tmp_path, "SELECT key FROM model_calls WHERE cached AND run_id = 'second'")
