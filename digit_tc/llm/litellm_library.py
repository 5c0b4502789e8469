"""LiteLLM, loaded when first needed and quiet: no network, no analytics, no debugging output."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from functools import cache
from types import ModuleType

OPENAI_COMPATIBLE = (
    "openai", "custom_openai", "openai_like", "hosted_vllm", "llamafile", "lm_studio",
)  # fmt: skip
"""LiteLLM's names for providers whose protocol any server may speak, at any address."""

_guard = threading.Lock()


def load_litellm() -> ModuleType:
    """The library, set up once for the process.

    Loading takes seconds, so import nothing of it early.

    It uses the price list that ships with it, where its own default is to download one. Its loggers
    are silent, because they may print prompts and headers.
    """
    with _guard:
        return _loaded()


@cache
def read_litellm_version() -> str:
    """The installed version, read without loading the library: `1.106.2`."""
    from importlib.metadata import version

    return version("litellm")


@cache
def _loaded() -> ModuleType:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ.setdefault("LITELLM_MODE", "PRODUCTION")  # or it reads any `.env` file it finds
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        # Its classes are built when first used, with warnings about how they are declared.
        warnings.simplefilter("ignore")
        import litellm

        litellm.ModelResponse()
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.turn_off_message_logging = True
    litellm.num_retries = None
    litellm.cache = None
    return litellm
