"""What a call costs, and where the price comes from."""

from __future__ import annotations

from typing import Any

from digit_tc.config.models import ModelsConfig, Price
from digit_tc.llm.litellm_library import OPENAI_COMPATIBLE, load_litellm, read_litellm_version
from digit_tc.records import Usage

PRICE_OF_RUN_FILE = "run file"


def compute_cost(
    model: str, usage: Usage, config: ModelsConfig
) -> tuple[float, str] | tuple[None, None]:
    """The cost of a call in US dollars, and where the price comes from.

    A price in the run file goes before LiteLLM's list. Both are None, never 0, where the price is
    not known or the provider did not count the tokens. Raises nothing.
    """
    if usage.prompt_tokens is None or usage.completion_tokens is None:
        return None, None
    found = _find_price(model, config)
    if found is None:
        return None, None
    price, source = found
    cached = min(usage.cached_tokens or 0, usage.prompt_tokens)
    cached_price = price.cached_input_usd_per_million
    if cached_price is None:
        cached_price = price.input_usd_per_million
    dollars = (
        (usage.prompt_tokens - cached) * price.input_usd_per_million
        + cached * cached_price
        + usage.completion_tokens * price.output_usd_per_million
    ) / 1e6
    return dollars, source


def has_price(model: str, config: ModelsConfig) -> bool:
    """Whether the price of a model's tokens is known."""
    return _find_price(model, config) is not None


_OPENAI = "://api.openai.com"
_FREE = ("ollama", "ollama_chat", "lemonade")
"""Providers that run on the user's own machine."""

_listed: dict[tuple[str, bool], Price | None] = {}


def _find_price(model: str, config: ModelsConfig) -> tuple[Price, str] | None:
    endpoint = config.resolve_endpoint(model)
    if endpoint.price is not None:
        return endpoint.price, PRICE_OF_RUN_FILE
    address = endpoint.api_base
    asked = (model, address is not None and _OPENAI not in address)
    if asked not in _listed:
        _listed[asked] = _find_listed_price(*asked)
    found = _listed[asked]
    return None if found is None else (found, f"litellm {read_litellm_version()}")


def _find_listed_price(model: str, is_own_server: bool) -> Price | None:
    """LiteLLM's price for short prompts; its dearer tiers begin at 128 000 tokens and more."""
    litellm = load_litellm()
    try:
        bare, provider, _, _ = litellm.get_llm_provider(model=model)
        if is_own_server and provider in OPENAI_COMPATIBLE:  # its owner says what it costs
            return None
        rows = (litellm.model_cost.get(name) for name in (model, f"{provider}/{bare}", bare))
        row: dict[str, Any] = next(
            (each for each in rows if each and each.get("litellm_provider") == provider), {}
        )
        paid, got = row["input_cost_per_token"], row["output_cost_per_token"]
        if not paid and not got and provider not in _FREE:
            return None  # the list writes 0 for trials and for what it does not know
        cached = row.get("cache_read_input_token_cost")
        return Price(
            input_usd_per_million=paid * 1e6,
            output_usd_per_million=got * 1e6,
            cached_input_usd_per_million=None if cached is None else cached * 1e6,
        )
    except Exception:  # an unknown model, or a row without a price for each token
        return None
