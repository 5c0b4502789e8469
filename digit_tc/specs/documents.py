"""Documents that another one refers to: files in its folder, or addresses of its own host."""

from __future__ import annotations

import contextlib
import posixpath
import re
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from digit_tc.errors import RejectedError, SpecError
from digit_tc.records import JSON
from digit_tc.specs.http import fetch
from digit_tc.specs.limits import FILE_BYTES, REFERENCED_BYTES, REFERENCED_DOCUMENTS
from digit_tc.specs.parse import parse_text
from digit_tc.specs.schema.references import with_references
from digit_tc.specs.text import decode, read_text

_ENDS = (".json", ".yaml", ".yml")


class Beside:
    """The documents beside one that was read. Each is read once, and only when it is named.

    References in them are told from the first document on, so that they can be looked up wherever
    they are carried to: `shared.yaml#/page` in `parts/ops.yaml` is `parts/shared.yaml#/page`.
    """

    def __init__(
        self, own: str, document: JSON, join: Callable[[str, str], str], read: Callable[[str], str]
    ) -> None:
        """`own` is the first document's name; `join` gives a name out of one and what is told in
        it; `read` gives the text of a name, and raises SpecError or RejectedError."""
        self._own = own
        self._join = join
        self._read = read
        self._known: dict[str, JSON | RejectedError] = {own: document}
        self._left = REFERENCED_BYTES

    def open(self, name: str) -> JSON:
        """A document by its name. Raises RejectedError where it may not or cannot be read."""
        place = self._join(self._own, name)
        if place not in self._known:
            try:
                self._known[place] = self._opened(place)
            except RejectedError as error:
                self._known[place] = error
            except SpecError as error:
                self._known[place] = _unreachable(place, f"cannot be read: {error.message}")
        found = self._known[place]
        if isinstance(found, RejectedError):
            raise found.with_traceback(None)
        return found

    def _opened(self, place: str) -> JSON:
        if len(self._known) > REFERENCED_DOCUMENTS:
            raise _unreachable(
                place, f"is not opened: at most {REFERENCED_DOCUMENTS} documents are read with one."
            )
        text = self._read(place)
        self._left -= len(text)
        if self._left < 0:
            limit = f"{REFERENCED_BYTES // 2**20} MB"
            raise _unreachable(place, f"is not opened: at most {limit} are read with a document.")
        value, _ = parse_text(text, place)
        if not isinstance(value, (dict, list)):
            raise _unreachable(place, "holds no schemas.")
        return with_references(value, lambda reference: self._told_from_own(place, reference))

    def _told_from_own(self, place: str, reference: str) -> str:
        name, _, pointer = reference.partition("#")
        try:
            target = self._join(place, name) if name else place
        except RejectedError:
            return reference  # it is told when it is followed
        return f"{target}#{pointer}"


def beside_file(path: Path, document: JSON) -> Beside:
    """The documents that a file may refer to: those in its folder and the folders below."""
    folder = path.parent.resolve()

    def join(base: str, told: str) -> str:
        name = urllib.parse.unquote(told)
        if "://" in name or name.startswith(("/", "\\", "file:")) or "\0" in name:
            raise _unreachable(told, f"lies outside the folder of {path.name} and is not opened.")
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), name))

    def read(place: str) -> str:
        try:
            real = (folder / place).resolve()
        except (OSError, ValueError, RuntimeError):
            raise _unreachable(place, "is no path that can be read.") from None
        if not real.is_relative_to(folder):
            raise _unreachable(place, f"lies outside the folder of {path.name} and is not opened.")
        if real.suffix.lower() not in _ENDS:  # a file of passwords is no part of a document
            raise _unreachable(place, f"is not opened: only {', '.join(_ENDS)} are.")
        if not real.is_file():
            raise _unreachable(place, f"is no file in the folder of {path.name}.")
        return read_text(real)

    return Beside(path.name, document, join, read)


def beside_address(url: str, document: JSON) -> Beside:
    """The documents that one from the network may refer to: those of the same host and port."""
    home = urllib.parse.urlsplit(url)
    own = home._replace(query="", fragment="").geturl()

    def join(base: str, told: str) -> str:
        try:
            place = urllib.parse.urljoin(base, told)
            parts = urllib.parse.urlsplit(place)
        except ValueError:
            raise _unreachable(told, "is no address.") from None
        if (parts.scheme, parts.netloc) != (home.scheme, home.netloc):
            raise _unreachable(told, f"lies on another host than {home.hostname}.")
        return place

    def read(place: str) -> str:
        raw, _ = fetch(place, same_host=True)
        return decode(raw, place)

    return Beside(own, document, join, read)


def files_referred_to(path: Path) -> list[Path]:
    """The files of its folder that a file refers to, directly or through others, in order of name.

    Told by their texts alone, so that a change in one of them can be seen without reading tools.
    """
    folder = path.parent.resolve()
    found: set[Path] = set()
    waiting = [path.resolve()]
    while waiting and len(found) < REFERENCED_DOCUMENTS:
        file = waiting.pop()
        text = file.read_bytes()[:FILE_BYTES].decode(errors="replace")
        for told in sorted(set(_TOLD.findall(text))):
            name = urllib.parse.unquote(told.replace("\\/", "/"))
            with contextlib.suppress(OSError, ValueError, RuntimeError):
                real = (file.parent / name).resolve()
                if real not in found and real.is_relative_to(folder) and real.is_file():
                    found.add(real)
                    waiting.append(real)
    return sorted(found - {path.resolve()})


_TOLD = re.compile(r"""\$ref["']?\s*:\s*["']?([^"'#\s{}\[\],]+)""")


def _unreachable(name: str, detail: str) -> RejectedError:
    return RejectedError(f"The document {name[:120]!r} {detail}", reason="unreachable-reference")
