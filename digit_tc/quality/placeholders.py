"""Values that stand for a value instead of being one."""

from __future__ import annotations

import re
from typing import Any

_PLACEHOLDER = re.compile(
    r"""\s*(?:
      <[^<>]*> | \{\{?[^{}]*\}?\} | \[[A-Z_ ]+\] | \$\{?\w+\}?
    | (?:your|my|insert|enter|the)[\s_-][\w\s-]*(?:here|id|key|token|name|value)
    | string | example | placeholder | todo | tbd | n/?a | none | null | undefined | unknown
    | foo | bar | baz | foobar | lorem\sipsum.* | x{3,} | \?+ | \.{2,} | [\w.]+\.\.\.
    | (?:test|sample|dummy|example|some)[\s_-]?(?:id|value|string|text|name|data)?\d*
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)


def is_placeholder(value: Any) -> bool:
    """Whether a value is a placeholder such as `string`, `<id>`, `YOUR_API_KEY` or `example`."""
    return isinstance(value, str) and _PLACEHOLDER.fullmatch(value) is not None
