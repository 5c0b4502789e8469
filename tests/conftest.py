"""Fixtures for all rooms. Tests are not a package, so helpers are loaded from `support/` by file.

A test takes the module as a fixture: `def test_x(samples): conversation =
samples.build_conversation(0)`.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_SUPPORT = Path(__file__).parent / "support"


def _load_support(name: str) -> ModuleType:
    known = f"digit_tc_test_support.{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, _SUPPORT / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[known] = module
        spec.loader.exec_module(module)
    return sys.modules[known]


@pytest.fixture(scope="session")
def samples() -> ModuleType:
    """The module `support/conversations.py`: right tools, scenarios and conversations by hand."""
    return _load_support("conversations")


@pytest.fixture(scope="session")
def mutations() -> ModuleType:
    """The module `support/mutations.py`: known faults to plant, each with its check."""
    return _load_support("mutations")


@pytest.fixture(scope="session")
def model_calls() -> ModuleType:
    """The module `support/model_calls.py`: rows of the ledger of models."""
    return _load_support("model_calls")
