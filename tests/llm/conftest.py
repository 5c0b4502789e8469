"""Fixtures of this room."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def asking(support: Callable[[str], ModuleType]) -> ModuleType:
    """The module `support/asking.py`: virtual time, a run file, purposes and prompts."""
    return support("asking")


@pytest.fixture(scope="session")
def loopback(support: Callable[[str], ModuleType]) -> ModuleType:
    """The module `support/loopback.py`: an HTTP peer that answers as it is told."""
    return support("loopback")
