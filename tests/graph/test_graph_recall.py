"""The measure of recall, on a case small enough to count by hand."""

from __future__ import annotations

import json

import pytest

from benchmarks.graph_recall.__main__ import main
from benchmarks.graph_recall.baseline import connect_by_cosine
from benchmarks.graph_recall.recall import Recall, list_missed, measure
from benchmarks.graph_recall.sheet import draw_sheet
from benchmarks.graph_recall.uses import read_uses
from digit_tc.records import Edge

STRING = {"type": "string"}


def function(name, parameters, returns):
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": f"{name}.".replace("_", " ").capitalize(),
            "parameters": {"type": "object", "properties": parameters},
            "returns": {"type": "object", "properties": returns},
        },
    }


TOOLS = [
    function("find_pet", {"pet_name": STRING}, {"pet_id": STRING}),
    function("feed_pet", {"pet_id": STRING}, {"pet_id": STRING}),
    function(
        "book_visits",
        {
            "visits": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"pet_id": STRING, "day": STRING},
                },
            }
        },
        {"visit_id": STRING},
    ),
]
USES = [
    ["find_pet", "feed_pet", "pet_id", 6],
    ["find_pet", "book_visits", "visits", 3],
    ["feed_pet", "feed_pet", "pet_id", 1],
]


@pytest.fixture
def folder(tmp_path):
    document = {"domain": "pets", "tools": TOOLS, "uses": USES}
    (tmp_path / "pets.json").write_text(json.dumps(document), encoding="utf-8")
    return tmp_path


@pytest.fixture
def uses(folder):
    return read_uses(folder / "pets.json")


def edge(source, target, path):
    return Edge(
        id=f"{source}-{target}-{path}", source=f"pets::{source}", source_path="pet_id",
        target=f"pets::{target}", target_path=path, score=0.9, kind="identity", evidence="",
    )  # fmt: skip


def test_uses_and_links_are_counted_apart(uses):
    found = measure(uses, [edge("find_pet", "feed_pet", "pet_id")])
    assert (found.uses_held, found.uses) == (6, 10)
    assert (found.links_held, found.links) == (1, 3)
    assert (found.edges, found.parameters, found.edges_a_parameter) == (1, 3, pytest.approx(1 / 3))


def test_an_edge_into_a_part_of_an_object_serves_the_parameter(uses):
    assert measure(uses, [edge("find_pet", "book_visits", "visits[].pet_id")]).uses_held == 3


def test_a_tool_may_feed_itself(uses):
    assert measure(uses, [edge("feed_pet", "feed_pet", "pet_id")]).uses_held == 1


@pytest.mark.parametrize(
    "wrong",
    [
        edge("feed_pet", "find_pet", "pet_id"),
        edge("find_pet", "feed_pet", "name"),
        edge("find_pet", "book_visits", "visitors"),
        edge("book_visits", "feed_pet", "pet_id"),
    ],
)
def test_an_edge_the_other_way_or_into_another_parameter_holds_nothing(uses, wrong):
    assert measure(uses, [wrong]).uses_held == 0


def test_two_edges_of_one_link_hold_it_once_and_crowd_its_parameter(uses):
    twice = [edge("find_pet", "feed_pet", "pet_id"), edge("feed_pet", "feed_pet", "pet_id")]
    assert measure(uses, [*twice, twice[0]]).uses_held == 7
    assert measure(uses, twice).most == 2


def test_missed_links_are_named_with_the_most_used_first(uses):
    assert list_missed(uses, [edge("find_pet", "book_visits", "visits[].pet_id")]) == [
        (("find_pet", "feed_pet", "pet_id"), 6),
        (("feed_pet", "feed_pet", "pet_id"), 1),
    ]


def test_figures_of_several_files_are_pooled_by_use(uses):
    all_of_it = measure(uses, [edge(s, t, p) for s, t, p, _ in USES])
    nothing = Recall(uses=30, links=1, most=4)
    pooled = all_of_it + nothing
    assert (pooled.share_of_uses, pooled.share_of_links) == (0.25, 0.75)
    assert pooled.most == 4


def test_no_uses_are_no_recall():
    assert (Recall().share_of_uses, Recall().share_of_links, Recall().edges_a_parameter) == (0,) * 3


def test_a_use_of_what_is_not_there_is_an_error(folder):
    document = {"domain": "pets", "tools": TOOLS, "uses": [["find_pet", "feed_pet", "petId", 3]]}
    (folder / "pets.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ValueError, match=r"feed_pet\.petId"):
        read_uses(folder / "pets.json")


def test_the_baseline_takes_the_nearest_fields_of_a_type_that_fits(uses):
    edges = connect_by_cosine(uses.tools, 1)
    into = {(e.source, e.source_path) for e in edges if e.target_path == "pet_id"}
    assert into <= {("pets::find_pet", "pet_id"), ("pets::feed_pet", "pet_id")}
    assert len(edges) == len({(e.target, e.target_path) for e in edges}) == 4


def test_a_missing_folder_is_told_and_nothing_fails(tmp_path, capsys):
    assert main(["--data", str(tmp_path / "nowhere")]) == 0
    assert "nothing was measured" in capsys.readouterr().out


def test_the_run_tells_each_file_and_the_pool_and_ends_with_1_below_the_limit(folder, capsys):
    assert main(["--data", str(folder)]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:4]] == [
        "pets", "pooled", "by",
    ]  # fmt: skip
    document = {
        "domain": "pets",
        "tools": TOOLS,
        "uses": [["book_visits", "find_pet", "pet_name", 3]],
    }
    (folder / "pets.json").write_text(json.dumps(document), encoding="utf-8")
    assert main(["--data", str(folder), "--missed", "1"]) == 1
    assert "3 × book_visits → find_pet.pet_name" in capsys.readouterr().out


def test_the_sheet_tells_both_ends_and_nothing_of_what_the_graph_thinks():
    lines = draw_sheet(["starter"], 5, seed=3)
    assert len(lines) == 7
    assert lines == draw_sheet(["starter"], 5, seed=3)
    assert lines != draw_sheet(["starter"], 5, seed=4)
    assert all(line.count("|") == 7 for line in lines)
    assert not any("same id" in line or "matches" in line for line in lines)
