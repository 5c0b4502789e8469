"""The table of faults, the travel world and a context for it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from digit_tc.checks import CheckContext

_SUPPORT = Path(__file__).parents[1] / "support"


def load_mutations() -> ModuleType:
    """`support/mutations.py`, loaded by file because tests are not a package."""
    known = "digit_tc_test_support.mutations"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, _SUPPORT / "mutations.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[known] = module
        spec.loader.exec_module(module)
    return sys.modules[known]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every test that asks for a `mutation` each fault in turn."""
    if "mutation" in metafunc.fixturenames:
        faults = load_mutations().MUTATIONS
        metafunc.parametrize("mutation", faults, ids=[fault.name for fault in faults])


@pytest.fixture(scope="session")
def context(samples: ModuleType) -> CheckContext:
    """What the travel conversations are checked against."""
    return CheckContext(tools={tool.key: tool for tool in samples.build_tools()})
