"""Markdown for artifacts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digit_tc.records import CostRow, RunCost
from digit_tc.records.gate import ExpectationResult, GateResult, SuiteResult
from digit_tc.report.markdown import (
    escape,
    render_cost,
    render_stage,
    tabulate_gate,
)


def result(status: str, text: str = "plain") -> GateResult:
    items = tuple(
        ExpectationResult(
            suite="calls", name=name, rule=text, status=given, observed="3", expected="4",
            rows=(text,) if given == "failed" else (),
        )
        for name, given in (("first", "passed"), ("second", status))
    )  # fmt: skip
    suite = SuiteResult(name="calls", title="Calls", rows=1234, expectations=items)
    return GateResult(passed=status != "failed", suites=(suite,), duration_in_ms=1)


def test_figures_become_a_table_and_groups_a_table_each() -> None:
    text = render_stage(
        "sample", {"scenarios": 1234, "share": 0.25, "whole": True, "shapes": {"fan_out": 3}}
    )
    assert text.splitlines()[0] == "# Sample"
    assert "| Scenarios | 1,234 |" in text
    assert "| Share | 0.25 |" in text
    assert "| Whole | yes |" in text
    assert "## Shapes" in text
    assert "| fan out | 3 |" in text


def test_a_list_of_things_becomes_a_row_each() -> None:
    edges = [
        {"id": "e-1", "source": "a::b", "score": 0.5, "reason": "same | name"},
        {"id": "e-2", "source": "a::c", "score": 0.25, "reason": "kind"},
    ]
    lines = render_stage("graph", {"edges": 2, "best_edges": edges}).splitlines()
    assert "| Source | Score | Reason |" in lines
    assert "| a::b | 0.5 | same \\| name |" in lines
    assert "## Best edges" in lines
    assert not [line for line in lines if "{" in line]


@given(st.text(max_size=80))
def test_any_text_stays_in_its_cell(text: str) -> None:
    lines = render_stage("ingest", {"note": f"x{text}"}).splitlines()
    assert len(lines) == 5
    assert len([at for at, c in enumerate(lines[4]) if c == "|" and lines[4][at - 1] != "\\"]) == 3


def test_markup_is_shown_letter_for_letter() -> None:
    assert escape("<b>[x](y)</b> `a` | *b* &amp;") == (
        "&lt;b&gt;\\[x\\](y)&lt;/b&gt; \\`a\\` \\| \\*b\\* &amp;amp;"
    )
    assert "http://" not in escape("see http://evil.example now")
    assert escape("one\n# two\n\n- three") == "one \\# two - three"


def test_the_table_of_the_gate_begins_with_what_failed() -> None:
    failed = result("failed", "Every | row.")
    table = tabulate_gate(failed)
    assert [row["expectation"] for row in table] == ["second", "first"]
    assert table[0]["rows"] == "Every | row."


def test_the_cost_of_models_is_a_table_by_role_and_by_model() -> None:
    row = CostRow(name="us|er", requests=40, cache_hits=2, lost={"time-out": 3}, poor={"empty": 1},
                  prompt_tokens=24_000, cost_in_usd=0.25, unknown_costs=2)  # fmt: skip
    text = render_cost(RunCost(run_id="x", accepted=4, total=row, roles=(row,), models=(row,)))
    assert "40 requests, 2 replies from the cache, $0.2500 and more, unknown." in text
    assert "One accepted conversation: 10.0 requests" in text
    assert text.count("| us\\|er | 40 | 2 | 3 | 24,000 | – | $0.2500 and more, unknown |") == 2
    assert "| Time-out | 3 |" in text
