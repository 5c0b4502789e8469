"""A key that a provider repeats in what it says is in nothing that a run leaves behind."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digit_tc.errors import RefusedModelError
from digit_tc.store import Store

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("drills")]


def _left_behind(folder: Path) -> dict[str, str]:
    """What stands in the files of a run: their bytes, and the rows of the database."""
    texts = {
        str(path.relative_to(folder)): path.read_bytes().decode("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file()
    }
    with Store(folder / "data.duckdb").reading() as reader:
        tables = reader.sql("SELECT table_name FROM information_schema.tables").rows
        for (table,) in tables:
            texts[f"table {table}"] = str(reader.sql(f'SELECT * FROM "{table}"').rows)  # noqa: S608
    return texts


def _who_has(key: str, texts: dict[str, str]) -> list[str]:
    return sorted(name for name, text in texts.items() if key in text)


def test_a_key_that_errors_and_replies_repeat_is_left_nowhere(
    proxy: Any,
    proxies: ModuleType,
    make: Any,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    key = os.environ["OPENAI_API_KEY"]

    def echoes(exchange: Any) -> Any:
        if exchange.sent == 1 and exchange.number % 4 == 0:
            told = {"error": {"message": f"Overloaded. Authorization: Bearer {key}"}}
            return proxies.Instead(500 if exchange.number % 8 else 429, told)
        return None

    proxy.plan = echoes
    with caplog.at_level(logging.DEBUG):
        made = make(8)
    assert made.error is None, made.error
    assert any(key in one.headers.get("Authorization", "") for one in proxy.exchanges)
    assert made.outcomes["server-error"] + made.outcomes["rate-limit"] > 5
    texts = _left_behind(made.folder)
    assert len(texts) > 20
    texts["log"] = caplog.text
    texts["printed"] = "".join(capfd.readouterr())
    assert _who_has(key, texts) == []
    assert _who_has("Overloaded", texts), "the rest of the message is kept"


def test_a_refused_key_is_told_without_it(
    proxy: Any, proxies: ModuleType, make: Any, caplog: pytest.LogCaptureFixture
) -> None:
    key = os.environ["OPENAI_API_KEY"]
    said = {"error": {"message": f"Incorrect API key provided: {key}. Look at our site."}}
    proxy.plan = lambda _: proxies.Instead(401, said)
    with caplog.at_level(logging.DEBUG):
        made = make(8)
    assert isinstance(made.error, RefusedModelError)
    texts = _left_behind(made.folder) | {"log": caplog.text, "error": str(made.error)}
    assert _who_has(key, texts) == []
    assert "Incorrect API key provided" in texts["error"]
