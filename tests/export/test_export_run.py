"""An exported dataset as a whole: files, split, card, and places that cannot be written to."""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from digit_tc.config import ExportConfig
from digit_tc.errors import ConfigError, StoreError
from digit_tc.export import export_run
from digit_tc.records import Run
from digit_tc.store import Store

CONFIG = ExportConfig(validation_share=0.25)


def filled(path, samples, *, run_id="demo-1", indexes=range(12), shapes=True):
    store = Store(path, wait_in_seconds=5)
    conversations = [samples.build_conversation(index) for index in indexes]
    if not shapes:
        conversations = [samples.with_turn(item, 0, shape="parallel") for item in conversations]
    run = Run(
        run_id=run_id, name="demo", config={}, config_hash="cfg-1", seed=7, count=12,
        version="0.1.0", status="running", started_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    with store.writing() as writer:
        writer.put_run(run)
        writer.put_tools(run_id, samples.build_tools())
        writer.put_conversations(
            run_id, conversations, [samples.build_assessment(item) for item in conversations]
        )
        writer.admit(run_id, indexes)
    return store


@pytest.fixture
def store(tmp_path, samples):
    return filled(tmp_path / "digit.duckdb", samples)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_dataset_is_written_in_order_of_index_with_a_card(store, folder):
    summary = export_run(store, "latest", folder / "data.jsonl", CONFIG)
    assert [line["metadata"]["index"] for line in lines_of(folder / "data.jsonl")] == [*range(12)]
    assert sorted(path.name for path in folder.iterdir()) == ["data.card.md", "data.jsonl"]
    assert summary.conversations == 12
    assert summary.size_in_bytes == (folder / "data.jsonl").stat().st_size
    card = (folder / "data.card.md").read_text(encoding="utf-8")
    for part in ("| data.jsonl | 12 |", "travel.json", "cfg-1", "Licence", "grammar/1"):
        assert part in card


def test_the_bytes_depend_on_the_conversations_alone(tmp_path, folder, samples):
    first = filled(tmp_path / "a.duckdb", samples, run_id="demo-1")
    second = filled(tmp_path / "b.duckdb", samples, run_id="other-run-2", indexes=range(11, -1, -1))
    one = export_run(first, "latest", folder / "one.jsonl", CONFIG)
    (tmp_path / "elsewhere").mkdir()
    two = export_run(second, "latest", tmp_path / "elsewhere" / "one.jsonl", CONFIG)
    assert one.sha256 == two.sha256
    assert one.path.read_bytes() == two.path.read_bytes()
    assert one.card.read_bytes() == two.card.read_bytes()


def test_only_what_is_admitted_so_far_is_exported(store, folder):
    with store.writing() as writer:
        writer.admit("demo-1", [2, 5], only=True)
    assert export_run(store, "demo", folder / "data.jsonl", CONFIG).conversations == 2
    assert [line["metadata"]["index"] for line in lines_of(folder / "data.jsonl")] == [2, 5]


def test_the_parts_are_written_as_files_when_asked(tmp_path, folder, samples):
    store = filled(tmp_path / "free.duckdb", samples, shapes=False)
    summary = export_run(store, "latest", folder / "data.jsonl", CONFIG, split_files=True)
    train, validation = (folder / f"data.{part}.jsonl" for part in ("train", "validation"))
    assert (summary.train, summary.validation) == (9, 3)
    assert {line["metadata"]["split"] for line in lines_of(validation)} == {"validation"}
    assert {line["metadata"]["split"] for line in lines_of(train)} == {"train"}
    whole = sorted((folder / "data.jsonl").read_bytes().splitlines())
    assert sorted(train.read_bytes().splitlines() + validation.read_bytes().splitlines()) == whole
    assert summary.files == {"data.jsonl": 12, train.name: 9, validation.name: 3}


def test_each_further_format_stands_beside_the_first_and_the_card_says_how_to_read_it(
    tmp_path, samples, folder
):
    store = filled(tmp_path / "free.duckdb", samples, shapes=False)
    both = CONFIG.model_copy(update={"format": ("trl", "openai")})
    alone = export_run(store, "latest", folder / "alone.jsonl", CONFIG)
    summary = export_run(store, "latest", folder / "data.jsonl", both, split_files=True)
    assert summary.datasets == (folder / "data.jsonl", folder / "data.openai.jsonl")
    assert summary.formats == ("trl/1", "openai/3")
    assert summary.files == {
        "data.jsonl": 12, "data.train.jsonl": 9, "data.validation.jsonl": 3,
        "data.openai.jsonl": 12, "data.openai.train.jsonl": 9, "data.openai.validation.jsonl": 3,
    }  # fmt: skip
    assert (folder / "data.openai.jsonl").read_bytes() == alone.path.read_bytes()
    card = summary.card.read_text(encoding="utf-8")
    assert card.index("### data.jsonl: trl") < card.index("### data.openai.jsonl: openai")
    assert "| export format | trl/1, openai/3 |" in card
    assert "###" not in alone.card.read_text(encoding="utf-8")


def test_conversations_that_all_share_a_chain_stay_together_and_the_summary_says_so(store, folder):
    summary = export_run(store, "latest", folder / "data.jsonl", CONFIG)
    assert (summary.train, summary.validation) == (12, 0)
    assert "12 of 12 such conversations hang together" in summary.split_note
    assert summary.split_note in summary.card.read_text(encoding="utf-8")


def test_progress_is_told_for_each_conversation(store, folder):
    told = []
    export_run(
        store, "latest", folder / "data.jsonl", CONFIG,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert told == [(done, 12) for done in range(1, 13)]


def test_figures_from_elsewhere_stand_on_the_card_as_plain_text(store, folder):
    figures = {"grounded_share": 0.998, "label": "<b>|x|</b>\n# head"}
    export_run(store, "latest", folder / "data.jsonl", CONFIG, figures=figures)
    card = (folder / "data.card.md").read_text(encoding="utf-8")
    assert "| grounded_share | 0.998 |" in card
    assert r"| label | \<b\>\|x\|\</b\> # head |" in card


def test_a_missing_folder_and_a_folder_as_file_are_refused(store, folder):
    with pytest.raises(ConfigError, match="does not exist"):
        export_run(store, "latest", folder / "no" / "data.jsonl", CONFIG)
    with pytest.raises(ConfigError, match="is a folder"):
        export_run(store, "latest", folder, CONFIG)
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(store, folder):
    folder.chmod(0o500)
    with pytest.raises(ConfigError, match="no permission"):
        export_run(store, "latest", folder / "data.jsonl", CONFIG)


def test_an_export_that_fails_leaves_the_earlier_files_as_they_were(store, folder):
    export_run(store, "latest", folder / "data.jsonl", CONFIG)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_run(store, "latest", folder / "data.jsonl", ExportConfig(), progress=stop)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_full_disk_is_a_plain_error_and_leaves_nothing_behind(store, folder):
    # A limit on the size of files stands in for the disk, in a process of its own.
    code = f"""
import resource, signal, sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from pathlib import Path
from digit_tc.config import ExportConfig
from digit_tc.errors import StoreError
from digit_tc.export import export_run
from digit_tc.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
try:
    export_run(Store(Path(sys.argv[1])), "latest", Path(sys.argv[2]), ExportConfig())
except StoreError as error:
    print(error)
"""
    assert hasattr(resource, "RLIMIT_FSIZE")
    told = subprocess.run(
        [sys.executable, "-c", code, str(store.path), str(folder / "data.jsonl")],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "disk is full" in told
    assert list(folder.iterdir()) == []


def test_an_unknown_run_is_refused(store, folder):
    with pytest.raises(StoreError, match="no run 'zzz'"):
        export_run(store, "zzz", folder / "data.jsonl", CONFIG)
    assert list(folder.iterdir()) == []
