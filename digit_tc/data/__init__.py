"""What ships with the package: the starter tool pack and the personas, all of our own writing."""

from __future__ import annotations

from importlib.resources import files

_DOMAINS = ("travel", "shop", "calendar", "bank", "files", "home")
_NAMES = frozenset((*(f"starter/{domain}.yaml" for domain in _DOMAINS), "personas.yaml", "NOTICE"))


def starter_files() -> tuple[str, ...]:
    """The names of the starter pack's files, such as `starter/travel.yaml`, in a fixed order.

    The stem of each file is the namespace of its tools.
    """
    return tuple(f"starter/{domain}.yaml" for domain in _DOMAINS)


def read_text(name: str) -> str:
    """The text of one packaged file: one of `starter_files()`, `personas.yaml` or `NOTICE`.

    Raises KeyError for any other name, so that a name from outside opens nothing.
    """
    if name not in _NAMES:
        raise KeyError(
            f"no packaged file is called {name!r}; there are {', '.join(sorted(_NAMES))}"
        )
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
