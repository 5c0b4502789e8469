"""Fixtures for all rooms. Tests are not a package, so helpers are loaded from `support/` by file.

A test takes the module as a fixture: `def test_x(samples): conversation =
samples.build_conversation(0)`.
"""

from __future__ import annotations

import importlib
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

# The folder as a package of this name, so that helpers can import each other.
_PACKAGE = "digit_tc_test_support"
sys.modules[_PACKAGE] = ModuleType(_PACKAGE)
sys.modules[_PACKAGE].__path__ = [str(Path(__file__).parent / "support")]


_GROUP = re.compile(r'xdist_group\("(\w+)"\)')


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let one worker do a whole group of tests, or a file of those that are in none.

    What such tests share is made once then. Pytest 9.2 keeps pytest-xdist 3.8 from seeing groups.
    """
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False

    class GroupScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            found = _GROUP.search((config.rootpath / file).read_text("utf-8"))
            return found[1] if found else file

    return GroupScheduling(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several workers share the tests the groups come first, since they take longest."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def _load_support(name: str) -> ModuleType:
    return importlib.import_module(f"{_PACKAGE}.{name}")


@pytest.fixture(scope="session")
def support() -> Callable[[str], ModuleType]:
    """`support("asking")` is the module `support/asking.py`, for a fixture that names it."""
    return _load_support


@pytest.fixture(scope="session")
def machines() -> ModuleType:
    """The module `support/machine.py`."""
    return _load_support("machine")


@pytest.fixture(scope="session")
def finished(machine: Any) -> Path:
    """The export of a run of that machine, `calm` in `calm.duckdb`, that nothing disturbed."""
    path: Path = machine.folder / "calm.jsonl"
    code, out, err = machine.run(
        "generate", "run.yaml", "--db", "calm.duckdb", "--run-id", "calm", "--export", path
    )
    assert code == 0, err
    assert "made      24 conversations" in out
    # The server writes what it was told in batches.
    time.sleep(2.5)
    return path


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A folder with a Prefect server, where commands are run as processes: `support/machine.py`.

    Tests that take it belong to the xdist group "server", so that there is one for all.
    """
    with _load_support("machine").running(tmp_path_factory.mktemp("machine")) as made:
        yield made


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
