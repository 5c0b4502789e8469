"""How many conversations are under way at once."""

from __future__ import annotations

from typing import Any

import pytest

from digit_tc.config import RunConfig
from digit_tc.records import ROLES
from digit_tc.runs.forecast import count_affordable, forecast_models
from digit_tc.runs.gateway import limit_seats

MODEL = "openai/writer"
PRICE = {"input_usd_per_million": 1.0, "output_usd_per_million": 4.0}


def config_of(**budget: Any) -> RunConfig:
    return RunConfig.model_validate(
        {
            "count": 500,
            "roles": dict.fromkeys(ROLES, MODEL),
            "models": {"endpoints": {MODEL: {"price": PRICE}}},
            "budget": budget,
        }
    )


def test_without_a_budget_there_are_a_few_more_than_requests() -> None:
    assert count_affordable(config_of()) is None
    assert limit_seats(config_of()) == 81
    assert limit_seats(config_of(max_minutes=5)) == 81


@pytest.mark.parametrize("limit", ["max_tokens", "max_usd"])
def test_a_small_budget_is_not_spent_on_beginnings(limit: str) -> None:
    expected = forecast_models(config_of())
    assert expected is not None
    assert expected.cost_in_usd is not None
    whole = expected.tokens.likely if limit == "max_tokens" else expected.cost_in_usd.likely
    for share, seats in ((0.001, 1), (0.02, 2), (0.1, 10), (1, 81)):
        most = whole * share * 1.001
        config = config_of(**{limit: int(most) if limit == "max_tokens" else most})
        assert limit_seats(config) == seats, (share, count_affordable(config))
