"""Settings come from the environment and are named in full when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from digit_tc.config.settings import Settings, read_settings
from digit_tc.errors import ConfigError


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(f"DIGIT_TC_{field.upper()}", raising=False)


def test_the_home_holds_the_database_and_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIT_TC_HOME", "elsewhere")
    settings = read_settings()
    assert settings.database == Path("elsewhere/digit-tc.duckdb")
    assert settings.log_file.is_relative_to("elsewhere")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIT_TC_PREFECT_API_URL", "")
    assert read_settings().prefect_api_url is None


def test_a_wrong_setting_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIT_TC_LOG_LEVEL", "INF")
    with pytest.raises(ConfigError, match=r"^DIGIT_TC_LOG_LEVEL: expected .*Did you mean 'INFO'\?"):
        read_settings()


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
