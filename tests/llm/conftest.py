"""Fixtures of this room."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_SUPPORT = Path(__file__).parents[1] / "support"


@pytest.fixture(scope="session")
def asking() -> ModuleType:
    """The module `support/asking.py`: virtual time, a run file, purposes and prompts."""
    return _support("asking")


@pytest.fixture(scope="session")
def loopback() -> ModuleType:
    """The module `support/loopback.py`: an HTTP peer that answers as it is told."""
    return _support("loopback")


def _support(named: str) -> ModuleType:
    name = f"digit_tc_test_support.{named}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, _SUPPORT / f"{named}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
