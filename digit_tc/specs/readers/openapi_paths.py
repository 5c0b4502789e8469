"""What the path of an operation tells: a name for it, and parameters that nothing else declares."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digit_tc.language.words import singular

_SLOT = re.compile(r"\{([^{}]*)\}")


def path_name(method: str, path: str) -> str:
    """`get /flow_runs/{id}` → `get_flow_run_by_id`; `post /runs/{id}:stop` → `…_by_id_stop`."""
    words = [method]
    parts = [part for part in path.split("/") if part and not re.fullmatch(r"api|v\d+", part)]
    for position, part in enumerate(parts):
        following = parts[position + 1] if position + 1 < len(parts) else ""
        if slots := slots_of(part):
            _, _, verb = part.rpartition("}")[2].rpartition(":")
            words += ["by", "_and_".join(slots), verb if not verb.startswith(".") else ""]
        elif following.startswith("{"):
            head, _, last = part.rpartition("_")
            words.append(f"{head}_{singular(last.lower())}" if head else singular(part.lower()))
        else:
            words.append(part)
    return re.sub(r"[^A-Za-z0-9]+", "_", "_".join(words)).strip("_") or method


def slots_of(path: str) -> list[str]:
    """The parameters in a path: `/v1/{name=shops/*}/pets/{id}:sell` has `name` and `id`."""
    names = (re.sub(r"=.*|[*+]", "", told).strip() for told in _SLOT.findall(path))
    return list(dict.fromkeys(name for name in names if name))


def undeclared(path: str, declared: Iterable[str]) -> list[str]:
    """The parameters in a path that none of the declared ones is, however it is spelled."""
    known = {_plain(name) for name in declared}
    return [name for name in slots_of(path) if _plain(name) not in known]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
