"""Values that programs read: cursors, moments in seconds, patterns, documents and the like."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from digit_tc.records import JSON
from digit_tc.values import moments, pools
from digit_tc.values.fields import Field
from digit_tc.values.setting import Setting


def _one_of(*options: str) -> Callable[[Field, Setting], JSON]:
    return lambda _field, setting: setting.rng.choice(options)


def _cursor(_field: Field, setting: Setting) -> JSON:
    token = f"page:{setting.rng.randint(10_000, 99_999)}"
    return base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")


def _epoch_in_ms(field: Field, setting: Setting) -> JSON:
    seconds = moments.epoch(field, setting)
    return seconds * 1000 if isinstance(seconds, int) else seconds


def _base64(_field: Field, setting: Setting) -> JSON:
    words = f"{setting.rng.choice(pools.WORDS)} {setting.rng.choice(pools.WORDS)}".lower()
    return base64.b64encode(words.encode()).decode()


def _json_text(_field: Field, setting: Setting) -> JSON:
    key = setting.rng.choice(("topic", "name", "label"))
    return json.dumps({key: setting.rng.choice(pools.TOPICS), "limit": setting.rng.randint(2, 20)})


def _html(_field: Field, setting: Setting) -> JSON:
    return f"<p>{setting.rng.choice(pools.MESSAGES)}</p>"


TECHNICAL_RULES: dict[str, Callable[[Field, Setting], JSON]] = {
    "cursor": _cursor, "epoch_ms": _epoch_in_ms, "base64": _base64, "json_text": _json_text,
    "html": _html,
    "cron": _one_of("0 9 * * 1-5", "30 6 * * *", "*/15 * * * *", "0 0 1 * *", "0 22 * * 0"),
    "regex": _one_of(r"^[A-Z]{2}-\d{4}$", r"^order-\d+$", r"\bwinter\b", r"^[a-z]+_v[0-9]+$"),
    "mime_type": _one_of("image/png", "application/pdf", "text/csv", "text/plain", "image/jpeg"),
    "language_tag": _one_of("en-US", "de-DE", "fr-FR", "es-MX", "pt-BR", "ja-JP", "en-GB"),
    "git_ref": _one_of("main", "develop", "v1.4.0", "release/2.1", "fix-login", "feature/search"),
    "glob": _one_of("*.csv", "src/**/*.py", "logs/2026-*.txt", "**/*.md", "images/*.png"),
    "sql": _one_of(
        "SELECT name FROM customers", "SELECT count(*) FROM orders WHERE status = 'open'",
        "SELECT id, total FROM invoices ORDER BY total DESC",
    ),
    "shell_command": _one_of("ls -la", "df -h", "git status", "du -sh logs", "uptime"),
    "etag": lambda _f, setting: f'"{setting.rng.getrandbits(40):010x}"',
}  # fmt: skip
"""For each kind of such a value a rule that draws one."""
