"""What is installed where: two machines write the same bytes with the same code only."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from digit_tc.errors import ConfigError
from digit_tc.records import Record
from digit_tc.version import __version__

_LIBRARIES = ("mimesis", "pydantic", "orjson", "jsonschema-rs", "litellm")
"""Their versions can change what is written."""


class Installation(Record):
    """The versions of one machine."""

    digit_tc: str
    """Version of this package."""
    code: str
    """Digest of the package's files: a changed copy has the same version."""
    python: str
    """Without the last number, which changes nothing in the data."""
    libraries: dict[str, str]
    """Name → version of what can change the data; `none` where it is missing."""


@cache
def read_installation() -> Installation:
    """The versions of this process."""
    return Installation(
        digit_tc=__version__,
        code=digest_code(files("digit_tc")),
        python=".".join(platform.python_version_tuple()[:2]),
        libraries={name: _version(name) for name in _LIBRARIES},
    )


def digest_code(package: Traversable) -> str:
    """Digest of all files of a package, by their places in it, but for what Python compiled.

    No list of folders is kept: whatever is added or renamed counts.
    """
    digest = blake2b(digest_size=8)
    _add(digest, package, "")
    return digest.hexdigest()


def refuse_differences(mine: Installation, others: Mapping[str, Installation]) -> None:
    """Raise ConfigError that names the first worker with other versions, and what differs."""
    for worker, theirs in sorted(others.items()):
        difference = _difference(mine, theirs)
        if difference:
            raise ConfigError(
                f"The worker {worker} has {difference}; its conversations would not be the same.",
                remedy="Install the same on all workers (requirements.lock) and start them anew.",
            )


def _difference(mine: Installation, theirs: Installation) -> str:
    if theirs.digit_tc != mine.digit_tc:
        return f"digit-tc {theirs.digit_tc} where this machine has {mine.digit_tc}"
    if theirs.code != mine.code:
        return f"a changed copy of digit-tc {theirs.digit_tc}"
    if theirs.python != mine.python:
        return f"Python {theirs.python} where this machine has {mine.python}"
    for name in _LIBRARIES:
        here, there = mine.libraries.get(name), theirs.libraries.get(name)
        if here != there:
            return f"{name} {there} where this machine has {here}"
    return ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _add(digest: blake2b, folder: Traversable, above: str) -> None:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        path = f"{above}{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                _add(digest, entry, f"{path}/")
        elif not entry.name.startswith("."):
            digest.update(path.encode() + b"\0" + entry.read_bytes() + b"\0")
