"""The table of faults, the travel world and a context for it."""

from __future__ import annotations

from types import ModuleType

import pytest

from digit_tc.checks import CheckContext


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every test that asks for a `mutation` each fault in turn."""
    if "mutation" in metafunc.fixturenames:
        from digit_tc_test_support.mutations import MUTATIONS

        metafunc.parametrize("mutation", MUTATIONS, ids=[fault.name for fault in MUTATIONS])


@pytest.fixture(scope="session")
def context(samples: ModuleType) -> CheckContext:
    """What the travel conversations are checked against."""
    return CheckContext(tools={tool.key: tool for tool in samples.build_tools()})
