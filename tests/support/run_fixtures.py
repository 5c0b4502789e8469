"""Fixtures for whole runs: how to make one, an undisturbed one, a database for each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from digit_tc.config import RunConfig
from digit_tc.runs import Site


@pytest.fixture(scope="session")
def whole_run(support: Callable[[str], ModuleType]) -> ModuleType:
    """The module `support/whole_run.py`."""
    return support("whole_run")


@pytest.fixture(scope="session")
def run(whole_run: ModuleType) -> Callable[..., bytes]:
    """`run(site, config, breaker)` makes a dataset and gives the bytes of its export."""
    make: Callable[..., bytes] = whole_run.make
    return make


@pytest.fixture(scope="session")
def small(whole_run: ModuleType) -> Callable[..., RunConfig]:
    """`small(count, shard_size)` is a run file of the starter tools that is quickly done."""
    build: Callable[..., RunConfig] = whole_run.small
    return build


@pytest.fixture(scope="session")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory,
    run: Callable[..., bytes],
    small: Callable[..., RunConfig],
) -> bytes:
    """The export of `small()` where nothing goes wrong."""
    return run(Site(tmp_path_factory.mktemp("undisturbed") / "x.duckdb", "calm"), small())


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A run in a database of its own."""
    return Site(tmp_path / "data.duckdb", "demo-1")
