"""The run files that ship."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from digit_tc.config import RunConfig, load_run

FOLDER = Path(__file__).parents[2] / "deployments"
FILES = sorted((FOLDER / "runs").glob("*.yaml"))


def _fields(model: Any) -> set[str]:
    return {
        name if not hasattr(value, "model_dump") else f"{name}.{inner}"
        for name, value in model
        for inner in (_fields(value) if hasattr(value, "model_dump") else ("",))
    }


def _written(mapping: dict[str, Any], like: Any) -> set[str]:
    return {
        name if not hasattr(getattr(like, name), "model_dump") else f"{name}.{inner}"
        for name, value in mapping.items()
        for inner in (
            _written(value, getattr(like, name))
            if hasattr(getattr(like, name), "model_dump")
            else ("",)
        )
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_run_file_can_be_read(path: Path) -> None:
    assert load_run(path).count > 0


def test_the_full_run_file_is_the_defaults() -> None:
    assert load_run(FOLDER / "runs" / "full.yaml") == RunConfig()


def test_the_full_run_file_shows_every_field() -> None:
    written = yaml.safe_load((FOLDER / "runs" / "full.yaml").read_text(encoding="utf-8"))
    assert _written(written, RunConfig()) == _fields(RunConfig())


def test_the_readme_names_every_run_file_and_no_other() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    named = {part.split(")")[0] for part in text.split("](")[1:]}
    named = {name for name in named if name.startswith("runs/")}
    assert named == {f"runs/{path.name}" for path in FILES}
