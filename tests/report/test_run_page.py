"""The page of a run, as one file with nothing to fetch and nothing to run but its own script."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from digit_tc_test_support.editing import mistake_before
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digit_tc.records import Conversation, CostRow, RunCost
from digit_tc.records.figures import FigureRow, RunFigures
from digit_tc.records.gate import ExpectationResult, GateResult, SuiteResult
from digit_tc.report import (
    Breach,
    EdgeUse,
    FunnelStep,
    ModelReport,
    RejectionCount,
    RunReport,
    ToolUse,
    render_run_page,
    write_run_page,
)

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7*7 }}\u202e"


class Elements(HTMLParser):
    """Tags with their attributes, texts, and ids of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def ids(self) -> list[str]:
        return [given["id"] or "" for _, given in self.tags if "id" in given]


def gate(status: str = "passed", text: str = "plain") -> GateResult:
    item = ExpectationResult(
        suite="calls",
        name="tool-offered",
        rule=f"Every called tool was offered. {text}",
        status=status,  # type: ignore[arg-type]
        observed="2 of 9 rows do not",
        expected="all rows",
        checked=9,
        unexpected=25,
        rows=(f"conv-1, call 2 {text}",),
        note=text,
    )
    passed = status in ("passed", "not applicable")
    suite = SuiteResult(name="calls", title="Calls", rows=9, expectations=(item,))
    return GateResult(passed=passed, suites=(suite,), duration_in_ms=1200.0)


def report(samples: tuple[Conversation, ...] = (), text: str = "plain") -> RunReport:
    return RunReport(
        name=text,
        run_id=text,
        seed=7,
        count=3,
        version="0.1.0",
        writer=text,
        sources=(text,),
        figures=RunFigures(
            conversations=3,
            turns_histogram={1: 1, 3: 2},
            shapes={"fan_out": 4},
            argument_sources={"user_this_turn": 0.75, "schema": 0.25},
        ),
        comparison=(FigureRow(name="a", label=text, observed=0.4, reference=0.2),),
        funnel=(FunnelStep(name="scenarios", items=5, note=text), FunnelStep(name="left", items=3)),
        rejections=(RejectionCount(stage="assess", reason=text, items=2, example=text),),
        gate=gate("failed", text),
        breaches=(Breach(check=text, rule=text, share=0.25, example=text),),
        tools=(ToolUse(tool=text, calls=0),),
        edges=(EdgeUse(source=text, source_path=text, target=text, target_path=text,
                       score=0.5, uses=1),),
        samples=samples,
        models=models(text),
    )  # fmt: skip


def test_the_page_says_why_conversations_were_dropped_or_that_none_was() -> None:
    some = report()
    kept = tuple(step.model_copy(update={"items": 5}) for step in some.funnel)
    none = some.model_copy(update={"funnel": kept})
    smooth = none.model_copy(update={"rejections": ()})
    texts = [Elements(render_run_page(one)).text for one in (some, none, smooth)]
    assert ["Why the others were dropped" in text for text in texts] == [True, False, False]
    assert ["No conversation was dropped" in text for text in texts] == [False, True, True]
    assert ["What was rejected on the way" in text for text in texts] == [False, True, False]
    assert ["Every reason, with an example" in text for text in texts] == [True, True, False]


def models(text: str = "plain", **changes: object) -> ModelReport:
    row = CostRow(name=text, requests=40, cache_hits=2, lost={"time-out": 3}, poor={text: 1},
                  prompt_in_bytes=90_000, prompt_tokens=24_000, completion_tokens=2000,
                  cost_in_usd=0.25, unknown_costs=2, latency_median_in_ms=431.0)  # fmt: skip
    cost = RunCost(run_id=text, accepted=4, total=row, stages=(row,), roles=(row,), models=(row,))
    content: dict[str, object] = {
        "roles": {text: text}, "cost": cost, "solve_rates": {0: 1, 50: 2, 100: 7},
        "hidden_recall": 0.5, "scores": {text: {3: 1, 5: 3}}, "votes": 5, "readable_votes": 4,
        "accepting_votes": 3, "refusals": (text,),
    }  # fmt: skip
    return ModelReport.model_validate(content | changes)


def test_models_have_a_part_of_their_own_where_there_were_any() -> None:
    text = " ".join(Elements(render_run_page(report())).text.split())
    for said in (
        "Cost by role", "$0.2500 + ?", "and 2 requests of unknown cost", "431 ms",
        "10.0 requests", "22.5 kB of prompt", "time-out", "70.0%", "found 50%",
        "5 votes, 4 of them readable, 3 in favour", "4.50",
    ):  # fmt: skip
        assert said in text
    bare = report().model_copy(update={"models": None})
    assert "Cost by role" not in Elements(render_run_page(bare)).text


def test_models_without_solver_judge_or_price_have_a_part_too() -> None:
    row = CostRow(name="user", requests=1)
    cost = RunCost(run_id="x", accepted=0, total=row, roles=(row,), models=(row,))
    some = models(cost=cost, solve_rates={}, hidden_recall=None, scores={}, votes=0, refusals=())
    text = Elements(render_run_page(report().model_copy(update={"models": some}))).text
    assert "unknown" in text
    assert "What the judge said" not in text
    assert "solver found" not in text


def test_the_page_is_one_file_that_fetches_nothing(samples: ModuleType, tmp_path: Path) -> None:
    page = write_run_page(tmp_path / "run", report((samples.build_conversation(0),)))
    assert [item.name for item in (tmp_path / "run").iterdir()] == [page.name]
    elements = Elements(page.read_text("utf-8"))
    assert not any(tag in ("link", "img", "iframe", "object") for tag, _ in elements.tags)
    assert not any("src" in given for _, given in elements.tags)
    assert "url(" not in page.read_text("utf-8")
    policy = next(g for t, g in elements.tags if t == "meta" and "http-equiv" in g)
    assert "default-src 'none'" in (policy["content"] or "")


def hostile(samples: ModuleType, text: str) -> Conversation:
    conversation = samples.build_conversation(0)
    conversation = samples.with_turn(
        conversation, 0, request=conversation.turns[0].request + text, summary=text
    )
    conversation = samples.with_call(
        conversation, 3, tool=f"{text}::{text}", arguments={text: text}, result={text: [text]}
    )
    replaced: Conversation = samples.replaced(
        conversation, system=conversation.system + text, persona=text, tools=(text,)
    )
    return replaced


def test_hostile_text_everywhere_stays_text(samples: ModuleType) -> None:
    page = render_run_page(report((hostile(samples, EVIL),), EVIL))
    elements = Elements(page)
    assert [tag for tag, _ in elements.tags].count("script") == 1
    assert not any(name.startswith("on") for _, given in elements.tags for name in given)
    assert not any(tag == "img" for tag, _ in elements.tags)
    assert "alert(1)" in elements.text
    assert "{{ 7*7 }}" in elements.text


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_gives_the_same_elements(samples: ModuleType, text: str) -> None:
    plain = Elements(render_run_page(report((hostile(samples, "x"),), "x")))
    other = Elements(render_run_page(report((hostile(samples, f"x{text}"),), f"x{text}")))
    assert [tag for tag, _ in other.tags] == [tag for tag, _ in plain.tags]


def test_every_argument_points_at_its_source(samples: ModuleType) -> None:
    conversations = tuple(samples.build_conversation(index) for index in range(3))
    elements = Elements(render_run_page(report(conversations)))
    sources = [given["data-source"] for _, given in elements.tags if "data-source" in given]
    assert len(sources) == 3 * 10  # eleven arguments, one of them a default
    assert set(sources) <= set(elements.ids)
    assert len(elements.ids) == len(set(elements.ids))


def test_the_words_that_gave_a_value_are_marked(samples: ModuleType) -> None:
    page = render_run_page(report((samples.build_conversation(0),)))
    marked = re.findall(r'<mark id="[^"]+" title="([^"]+)">([^<]+)</mark>', page)
    assert ("call 1: name", "Lisbon") in marked
    assert ("call 2: passengers", "two") in marked
    assert ("call 4: date", "January 5, 2026") in marked


def test_hidden_calls_wear_a_badge(samples: ModuleType) -> None:
    page = render_run_page(report((samples.build_conversation(0),)))
    assert page.count('class="call hidden-call"') == 1
    assert page.count('<span class="badge"') == 1


def test_wrong_calls_stand_before_the_right_one_and_wear_a_badge(samples: ModuleType) -> None:
    plain = samples.build_conversation(0)
    error = {"error": "Unexpected argument: flight."}
    wrong = mistake_before(plain.calls[2], arguments={"flight": EVIL}, result=error)
    page = render_run_page(report((samples.with_turn(plain, 1, mistakes=(wrong,)),)))
    assert page.count("wrong, not trained on") == 1
    assert page.index('id="c1-k100"') < page.index('id="c1-k3"')
    assert EVIL not in page
    assert "wrong, not trained on" not in render_run_page(report((plain,)))


@pytest.mark.parametrize("status", ["failed", "error"])
def test_a_failed_gate_is_told_at_the_head_with_its_rows(status: str) -> None:
    page = render_run_page(report().model_copy(update={"gate": gate(status)}))
    text = " ".join(Elements(page).text.split())
    assert "Gate failed" in text
    assert "The gate failed on 1 expectation" in text
    assert "conv-1, call 2" in text
    assert "(first 1 of 25)" in text


def test_a_passed_gate_raises_no_alarm() -> None:
    text = Elements(render_run_page(report().model_copy(update={"gate": gate()}))).text
    assert "Gate passed" in text
    assert "The gate failed" not in text


def test_a_run_without_anything_still_has_a_page() -> None:
    bare = RunReport(name="bare", run_id="bare-1", seed=1, count=1, version="0")
    assert "bare-1" in Elements(render_run_page(bare)).text


def test_same_report_gives_the_same_bytes(samples: ModuleType) -> None:
    data = report((samples.build_conversation(0),))
    assert render_run_page(data) == render_run_page(data)


def test_half_a_surrogate_pair_does_not_stop_the_page(tmp_path: Path) -> None:
    data = report()
    broken = data.model_copy(update={"name": "a\ud800b"})
    assert write_run_page(tmp_path, broken).is_file()
