"""Python functions: the public ones of a module or a file, also those behind decorators."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from digit_tc.errors import SpecError
from digit_tc.specs.draft import Reading
from digit_tc.specs.readers.python_members import Members, find_members
from digit_tc.specs.readers.python_signature import draft_function
from digit_tc.specs.text import missing


def read_python(target: str) -> Reading:
    """Drafts of `module:function`, `file.py:function`, or all public functions of either.

    The module is imported: the user named it. Raises `SpecError` where that fails.
    """
    place, _, name = target.partition(":")
    module, label, ended = _imported(place)
    reading = Reading(label)
    members = find_members(module)
    if ended:
        if not members.functions:
            raise _ends(label, ended)
        reading.reject("", "ended-early", f"It {ended} at import: what stands below is not read.")
    if name:
        members = _only(members, name, label)
    for each, function in members.functions.items():
        reading.drafts.append(draft_function(each, function, label))
    for each in members.decorators:
        reading.reject(each, "decorator", "It decorates other functions of the module.")
    for each, detail in members.left_out.items():
        reading.reject(each, "no-function", detail)
    return reading


def is_module(name: str) -> bool:
    """True where a dotted name can be imported. Parents of it are imported to find out."""
    if not all(part.isidentifier() for part in name.split(".")):
        return False
    try:
        with _quiet(name):
            return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def _only(members: Members, name: str, label: str) -> Members:
    if name in members.functions:
        return Members({name: members.functions[name]}, {})
    raise SpecError(
        f"{label} has no function {name!r}.",
        remedy=members.left_out.get(name) or f"It has: {', '.join(members.functions) or 'none'}.",
    )


def _imported(place: str) -> tuple[ModuleType, str, str]:
    """(the module, its label, how it ended the program before its end; empty where it did not)."""
    path = Path(place)
    try:
        if place.endswith(".py"):
            if not path.is_file():
                raise missing(path)
            # Dataclasses and pickles look their module up by name.
            own = f"_digit_tc_source_{path.stem}"
            spec = importlib.util.spec_from_file_location(own, path)
            if spec is None or spec.loader is None:
                raise SpecError(f"{path.name} cannot be imported.")
            module = importlib.util.module_from_spec(spec)
            sys.modules[own] = module
            try:
                with _quiet(place):
                    spec.loader.exec_module(module)
            except SystemExit as error:
                return module, path.name, _how(error)
            return module, path.name, ""
        with _quiet(place):
            return importlib.import_module(place), place, ""
    except SpecError:
        raise
    except SystemExit as error:
        raise _ends(place, _how(error)) from None
    except Exception as error:
        told = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise SpecError(
            f"{path.name} cannot be imported: {told}.", remedy="Mend the module, or name another."
        ) from None


def _how(error: SystemExit) -> str:
    code = "" if error.code in (None, 0) else f": {str(error.code)[:200]}"
    return f"ends the program{code}"


def _ends(label: str, how: str) -> SpecError:
    return SpecError(
        f"{label} cannot be imported: it {how}.",
        remedy="Put what starts it below `if __name__ == '__main__':`.",
    )


@contextlib.contextmanager
def _quiet(place: str) -> Iterator[None]:
    """While a module is imported, what it prints goes to the standard error, for the output may be
    read by programs; and the words of our own command line are not its."""
    words, sys.argv = sys.argv, [place]
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        sys.argv = words
