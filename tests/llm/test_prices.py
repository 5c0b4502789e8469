"""What calls cost."""

from __future__ import annotations

import pytest

from digit_tc.config.models import Endpoint, ModelsConfig, Price
from digit_tc.llm.litellm_library import read_litellm_version
from digit_tc.llm.prices import compute_cost, has_price
from digit_tc.records import Usage

USAGE = Usage(prompt_tokens=1_000_000, cached_tokens=400_000, completion_tokens=500_000)


def with_price(**price: float) -> ModelsConfig:
    return ModelsConfig(endpoints={"openai/gpt-4o": Endpoint(price=Price(**price))})


def test_price_of_the_run_file_goes_first() -> None:
    config = with_price(input_usd_per_million=1.0, output_usd_per_million=4.0)
    assert compute_cost("openai/gpt-4o", USAGE, config) == (pytest.approx(3.0), "run file")


def test_cached_tokens_have_their_own_price() -> None:
    config = with_price(
        input_usd_per_million=1.0, output_usd_per_million=4.0, cached_input_usd_per_million=0.5
    )
    assert compute_cost("openai/gpt-4o", USAGE, config)[0] == pytest.approx(0.6 + 0.2 + 2.0)


def test_price_of_the_list_comes_with_its_version() -> None:
    dollars, source = compute_cost("openai/gpt-4o", USAGE, ModelsConfig())
    assert dollars is not None
    assert 0 < dollars < 100
    assert source == f"litellm {read_litellm_version()}"


def test_cost_by_the_list_is_what_litellm_itself_says() -> None:
    from digit_tc.llm.litellm_library import load_litellm

    usage = Usage(prompt_tokens=1234, completion_tokens=567)
    for model in ("openai/gpt-4o", "deepseek/deepseek-chat", "gemini/gemini-2.5-flash"):
        paid, got = load_litellm().cost_per_token(
            model=model, prompt_tokens=1234, completion_tokens=567
        )
        assert compute_cost(model, usage, ModelsConfig())[0] == pytest.approx(paid + got)


def test_price_of_zero_in_the_run_file_is_free_and_known() -> None:
    config = with_price(input_usd_per_million=0, output_usd_per_million=0)
    assert compute_cost("openai/gpt-4o", USAGE, config) == (0.0, "run file")
    assert has_price("openai/gpt-4o", config)


@pytest.mark.parametrize(
    ("model", "config"),
    [
        ("openai/gpt-oss-20b", ModelsConfig()),
        ("nobody-knows-it", ModelsConfig()),
        ("", ModelsConfig()),
        ("openai/gpt-4o", ModelsConfig(api_base="http://127.0.0.1:8000/v1")),
        (
            "openai/gpt-4o",
            ModelsConfig(endpoints={"openai/gpt-4o": Endpoint(api_base="http://127.0.0.1:8/v1")}),
        ),
        ("gemini/gemma-3-27b-it", ModelsConfig()),
    ],
)
def test_unknown_is_none_and_never_zero(model: str, config: ModelsConfig) -> None:
    assert compute_cost(model, USAGE, config) == (None, None)
    assert not has_price(model, config)


def test_cost_is_unknown_where_tokens_were_not_counted() -> None:
    assert compute_cost("openai/gpt-4o", Usage(), ModelsConfig()) == (None, None)


def test_other_providers_keep_their_price_at_an_address_of_their_own() -> None:
    config = ModelsConfig(api_base="https://example.openai.azure.com")
    assert has_price("azure/gpt-4o", config)
