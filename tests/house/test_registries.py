"""What is one file a thing is registered, under the name of its file, and counted nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digit_tc.checks import CHECKS, Check, Phase, get_check
from digit_tc.formats import FORMATS, Format
from digit_tc.kinds import KINDS, Kind

ROOT = Path(__file__).parents[2]
_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).replace(" ", "|")
COUNT = re.compile(rf"\b(?:{_NUMBERS}|\d+) (?:checks|suites|formats)\b", re.IGNORECASE)


def modules_in(folder: str) -> set[str]:
    return {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}


def test_every_file_of_checks_is_a_check_that_is_registered_under_its_name() -> None:
    names = [check.NAME for check in CHECKS]
    assert sorted(names) == sorted(modules_in("digit_tc/checks"))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.NAME))
def test_a_check_says_what_it_demands_and_when_it_can_judge(check: Check) -> None:
    assert re.fullmatch(r"[A-Z].*\.", check.RULE)
    assert isinstance(check.PHASE, Phase)
    assert check.KINDS is None or check.KINDS
    assert isinstance(check.DECIDES, bool)


def test_every_file_of_kinds_is_a_kind_that_is_registered_under_its_name() -> None:
    names = [kind.NAME for kind in KINDS]
    assert sorted(names) == sorted(modules_in("digit_tc/kinds") - {"kind"})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.NAME))
def test_the_checks_of_a_kind_are_registered_and_judge_its_turns(kind: Kind) -> None:
    for name in kind.CHECKS:
        judged = get_check(name).KINDS
        assert judged is None or kind.NAME in judged
    about = [check.NAME for check in CHECKS if check.KINDS is not None and kind.NAME in check.KINDS]
    assert set(about) <= set(kind.CHECKS)


def test_every_file_of_formats_is_a_format_that_is_registered_under_its_name() -> None:
    names = [form.NAME for form in FORMATS]
    assert sorted(names) == sorted(modules_in("digit_tc/formats"))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: str(form.NAME))
def test_a_format_has_a_version_and_an_ending_and_says_how_it_is_read(form: Format) -> None:
    assert re.fullmatch(rf"{re.escape(form.NAME)}/\d+", form.VERSION)
    assert form.SUFFIX == ".jsonl"
    assert all(isinstance(line, str) for line in form.describe({}))
    assert "".join(form.describe({}))


@pytest.mark.parametrize(
    "text", ["fifteen checks", "All 15 checks passed", "Six suites", "2 formats"]
)
def test_a_count_is_recognised(text: str) -> None:
    assert COUNT.search(text)


def test_nothing_counts_what_a_new_file_would_make_more() -> None:
    documents = [
        path for room in (".", "docs", "deployments") for path in (ROOT / room).glob("*.md")
    ]
    code = [path for room in ("digit_tc", "flows", "tasks") for path in (ROOT / room).rglob("*.py")]
    found = {
        path.relative_to(ROOT).as_posix(): match[0]
        for path in (*documents, *code)
        if (match := COUNT.search(path.read_text(encoding="utf-8")))
    }
    assert found == {}
