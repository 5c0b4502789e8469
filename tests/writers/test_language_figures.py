"""The figures of `benchmarks/language.py`: what they are of texts whose figures are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.language import (
    distinct,
    main,
    most_common_run,
    read_turns,
    self_bleu,
    style_auc,
)

VARIED = [f"take box{n} to room{n} before noon{n} or leave{n}" for n in range(40)]
SAME = ["could you please check the weather in Lisbon for me"] * 40


def test_one_text_over_and_over_has_few_distinct_runs_and_a_self_bleu_of_one() -> None:
    assert distinct(SAME) < 0.05
    assert self_bleu(SAME) == pytest.approx(1.0)


def test_texts_without_shared_runs_are_distinct() -> None:
    assert distinct(VARIED) == 1.0
    assert self_bleu(VARIED) < 0.3


def test_a_word_that_only_one_text_repeats_is_no_likeness_to_others() -> None:
    assert self_bleu(["now now now now now", "a b c d e"]) < 0.1


def test_the_most_common_run_is_counted_once_a_text() -> None:
    texts = ["a b c d e f a b c d e f", "x a b c d e f", "g h i j k l", "m"]
    assert most_common_run(texts) == ("a b c d e f", 0.5)


def test_style_tells_two_manners_apart_whatever_they_are_about() -> None:
    ours = [f"Could you please look up {word} for me?" for word in map(str.title, _things())]
    theirs = [f"I need to see {word} now, thank you." for word in _things()]
    assert style_auc(ours, theirs) > 0.99


def test_style_of_one_manner_cannot_be_told_apart_by_its_content_words() -> None:
    ours = [f"Could you please look up {word} for me?" for word in _things()]
    theirs = [f"Could you please look up {word[::-1]} for me?" for word in _things()]
    assert 0.3 < style_auc(ours, theirs) < 0.7


def test_people_are_left_out_with_a_reason_where_their_folder_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"messages": [{"role": "user", "content": "Hi."}, {"role": "tool", "content": "{}"},
                        {"role": "assistant", "content": "Hello."}]}  # fmt: skip
    export = tmp_path / "rows.jsonl"
    export.write_text(json.dumps(row) + "\n", "utf-8")
    assert read_turns([json.dumps(row)]) == (["Hi."], ["Hello."])
    arguments = ["language", str(export), "--people", str(tmp_path / "none")]
    monkeypatch.setattr("sys.argv", arguments)
    assert main() == 0
    assert "No comparison with people" in capsys.readouterr().out


def _things() -> list[str]:
    return [f"thing{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(60)]
