"""Example queries by name. The first line of each file says what it answers.

Every query takes `$run_id`; `digit-tc sql` and the report run them.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from digit_tc.errors import StoreError


@dataclass(frozen=True)
class NamedQuery:
    """A query that ships with the program."""

    name: str
    """Its file's name: `rejections_by_reason`."""
    question: str
    """What it answers, as a question."""
    sql: str
    """SQL with the parameter `$run_id`."""


def list_queries() -> tuple[NamedQuery, ...]:
    """All named queries by name."""
    entries = [entry for entry in files(__package__).iterdir() if entry.name.endswith(".sql")]
    found = []
    for entry in entries:
        sql = entry.read_text(encoding="utf-8")
        question = sql.splitlines()[0].removeprefix("--").strip()
        found.append(NamedQuery(entry.name.removesuffix(".sql"), question, sql))
    return tuple(sorted(found, key=lambda query: query.name))


def named_query(name: str) -> NamedQuery:
    """The query of that name. Raises StoreError where there is none."""
    queries = list_queries()
    for query in queries:
        if query.name == name:
            return query
    raise StoreError(
        f"There is no query called {name!r}.",
        remedy=f"Choose one of: {', '.join(query.name for query in queries)}.",
    )
