"""Where a model is served, and which environment variable holds its key. No key is ever shown."""

from __future__ import annotations

import os

from digit_tc.config.models import ModelsConfig
from digit_tc.errors import RefusedModelError
from digit_tc.llm.litellm_library import load_litellm
from digit_tc.records import Record


class ModelAccess(Record):
    """Where one model is served and what it needs."""

    model: str
    """As the run file names it."""
    provider: str | None
    """As LiteLLM names it; None where it knows none for this model."""
    address: str
    """The address that is named, or the provider's name where none is."""
    variables: tuple[str, ...]
    """Environment variables that hold what it needs; empty where it needs none."""
    missing: tuple[str, ...]
    """Those that are not set."""
    own_address: bool
    """Whether the run file names the address: a server of one's own may need no key."""


def resolve_access(model: str, config: ModelsConfig) -> ModelAccess:
    """Find out where a model is served and which variables it needs. Raises nothing."""
    endpoint = config.resolve_endpoint(model)
    address, named = endpoint.api_base, endpoint.api_key_env
    provider = _find_provider(model)
    variables = (named,) if named is not None else _find_default_variables(model, provider)
    return ModelAccess(
        model=model,
        provider=provider,
        address=address or provider or "",
        variables=variables,
        missing=tuple(name for name in variables if not os.environ.get(name, "").strip()),
        own_address=address is not None,
    )


def read_key(variable: str, model: str) -> str | None:
    """The key in an environment variable, stripped of blanks; None where it is not set.

    Raises RefusedModelError where it cannot be a key: blank, or with characters that no header
    carries.
    """
    value = os.environ.get(variable)
    if not value:
        return None
    key = value.strip()
    if not key or not key.isascii() or not key.isprintable():
        raise RefusedModelError(
            f"The environment variable {variable} holds no usable key for {model}: it is blank, or "
            "has characters in it that no key has.",
            remedy="Set it again, from one line of plain characters.",
            kind="key",
        )
    return key


def name_key_variable(provider: str) -> str:
    """The variable in which LiteLLM looks for a provider's key: `deepseek` → `DEEPSEEK_API_KEY`."""
    return f"{provider.upper()}_API_KEY"


def _find_provider(model: str) -> str | None:
    try:
        return str(load_litellm().get_llm_provider(model=model)[1])
    except Exception:  # litellm raises what its providers raise, for any name it does not know
        return None


def _find_default_variables(model: str, provider: str | None) -> tuple[str, ...]:
    # litellm names the variables of a model only as long as they are not set.
    try:
        missing = set(load_litellm().validate_environment(model=model)["missing_keys"])
    except Exception:  # as above
        missing = set()
    usual = name_key_variable(provider or "")
    if not missing and os.environ.get(usual):
        return (usual,)
    return tuple(sorted(missing - _HAVE_DEFAULTS))


_HAVE_DEFAULTS = {"OLLAMA_API_BASE"}
