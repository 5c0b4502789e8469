"""Names of tools and of code in the user's mouth."""

from __future__ import annotations

import re

from .paths import walk_scalars
from .rows import Row
from .tally import Tally


def judge_leaks(row: Row, tally: Tally) -> None:
    """Count what no user would say; a word that is a value of a call may be said."""
    values = " ".join(
        str(value) for call in row.calls.values() for _, value in walk_scalars(call.arguments)
    )
    for request in (request for turn in row.turns for request in turn.requests):
        for name in row.tools:
            looks_coded = re.search(r"[_\-.0-9]|[a-z][A-Z]", name)
            if looks_coded and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", request, re.I):
                tally.offend("tool_names_in_user_text", row.place, f"{name!r} in {request!r}")
        for word in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", request):
            if word not in values:
                tally.offend("snake_case_in_user_text", row.place, f"{word!r} in {request!r}")
