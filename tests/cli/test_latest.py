"""`latest` is the last run that has something to show, and a failed run says why it failed."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from digit_tc.api import generate
from digit_tc.errors import YieldError
from digit_tc.store import Store


@pytest.fixture
def hopeless(tmp_path: Path) -> str:
    """A source with one tool that nobody can call."""
    code = {"type": "string", "pattern": "^[0-9]{4}$", "maxLength": 2}
    parameters = {"type": "object", "properties": {"code": code}, "required": ["code"]}
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"name": "open_safe", "description": "x", "parameters": parameters}))
    return str(path)


@pytest.fixture
def failed(hopeless: str, database: Path, tmp_path: Path) -> YieldError:
    """Why `demo-2`, the last run in the database, failed before its first conversation."""
    with pytest.raises(YieldError) as raised:
        generate([hopeless], db=database, export=tmp_path / "never.jsonl", count=5, run_id="demo-2")
    return raised.value


def test_a_failed_run_says_where_and_why_and_what_to_do(
    digit_tc: Any, database: Path, failed: YieldError
) -> None:
    said = digit_tc("show", "demo-2", "--db", database)
    assert said.code == 0
    assert "demo-2: failed; 0 of 5 conversations" in said.out
    assert f"It failed in the stage synthesize: {failed.message} {failed.remedy}" in said.out
    assert "`digit-tc resume demo-2` goes on with it." in said.out
    assert "first request" not in said.out, "a table of nothing"


def test_latest_passes_over_a_run_that_failed_before_its_first_conversation_and_says_so(
    digit_tc: Any, database: Path, failed: YieldError, tmp_path: Path
) -> None:
    for words in (
        ("show", "latest"),
        ("show", "latest", "1"),
        ("cost", "latest"),
        ("export", "latest", "--to", tmp_path / "train.jsonl"),
        ("sql", "--example", "shapes"),
    ):
        said = digit_tc(*words, "--db", database)
        assert said.code == 0, said.err
        assert "The last run, demo-2, ended before its first conversation" in said.err
        assert "this is demo-1" in said.err
        assert "demo-2" not in said.out
    assert len((tmp_path / "train.jsonl").read_text().splitlines()) == 3


def test_the_failed_run_itself_is_shown_where_there_is_no_other(
    digit_tc: Any, hopeless: str, tmp_path: Path
) -> None:
    alone = tmp_path / "alone.duckdb"
    with pytest.raises(YieldError):
        generate([hopeless], db=alone, export=tmp_path / "never.jsonl", count=5, run_id="demo-9")
    said = digit_tc("show", "latest", "--db", alone)
    assert (said.code, said.err) == (0, "")
    assert "demo-9: failed" in said.out


@pytest.mark.parametrize("status", ["stopped", "interrupted", "failed"])
def test_a_run_that_did_not_come_to_its_end_says_how_to_go_on(
    digit_tc: Any, database: Path, status: Any
) -> None:
    with Store(database).reading() as reader:
        run = reader.run("demo-1")
    later = run.started_at + dt.timedelta(hours=1)
    with Store(database).writing() as writer:
        writer.put_run(run.model_copy(update={"status": status, "started_at": later}))
    said = digit_tc("show", "latest", "--db", database)
    assert "`digit-tc resume demo-1` goes on with it." in said.out
    assert "first request" in said.out, "it has conversations, and they are shown"


def test_a_run_that_goes_on_to_its_end_forgets_why_it_failed(
    hopeless: str, database: Path, failed: YieldError, tmp_path: Path
) -> None:
    from digit_tc.runs import Site, end_run

    end_run(Site(database, "demo-2"), "done")
    with Store(database).reading() as reader:
        assert reader.run("demo-2").problem == ""
        assert reader.sql("SELECT problem FROM runs WHERE run_id = 'demo-2'").rows == (("",),)
