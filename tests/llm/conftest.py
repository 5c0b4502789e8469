"""Fixtures of this room."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_ASKING = Path(__file__).parents[1] / "support" / "asking.py"


@pytest.fixture(scope="session")
def asking() -> ModuleType:
    """The module `support/asking.py`: virtual time, a run file, purposes and prompts."""
    name = "digit_tc_test_support.asking"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, _ASKING)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
