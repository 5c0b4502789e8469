"""A pick gives exactly the row that it was made for, and says no more than it needs."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from digit_tc.records import Condition, Pick
from digit_tc.world.picks import choose_pick, list_candidates, select

ROW = st.fixed_dictionaries(
    {
        "id": st.integers(1, 10**6).map(lambda number: f"R-{number}"),
        "name": st.sampled_from(["Garden", "Attic", "Cellar", "Hall"]),
        "state": st.sampled_from(["open", "closed"]),
        "price": st.integers(1, 30),
    }
)
WISHES = st.permutations(["named", "conjunction", "extreme", "ordinal"])


def liking(field: str, _value: object) -> float:
    return 0.0 if field == "id" else 1.0


@given(st.lists(ROW, min_size=1, max_size=6), st.data(), WISHES)
def test_a_pick_gives_its_row_and_no_other(
    rows: list[dict[str, Any]], data: st.DataObject, wishes: list[Any]
) -> None:
    target = data.draw(st.integers(0, len(rows) - 1))
    pick = choose_pick(
        1, "rooms[]", {"rooms": rows}, target, wishes=wishes, rng=Random(3), sayable=liking,
        comparable=lambda field: field == "price",
    )  # fmt: skip
    assert pick is not None
    assert select(pick, {"rooms": rows}) == (f"rooms[{target}]",)
    for left_out in pick.conditions if len(pick.conditions) > 1 else ():
        rest = tuple(one for one in pick.conditions if one is not left_out)
        fewer = pick.model_copy(update={"conditions": rest})
        assert len(select(fewer, {"rooms": rows})) > 1


def test_a_tie_gives_no_extreme_and_two_rows_no_only_one() -> None:
    result = {"rooms": [{"price": 3}, {"price": 3}]}
    least = Pick(kind="extreme", call=1, rows="rooms[]", extreme="price", direction="least")
    assert select(least, result) == ()
    assert select(Pick(kind="only", call=1, rows="rooms[]"), result) == ()


def test_a_row_may_be_told_by_what_holds_it() -> None:
    result = {"orders": [{"day": "May 3", "lines": [{"sku": "A"}, {"sku": "B"}]},
                         {"day": "May 4", "lines": [{"sku": "A"}]}]}  # fmt: skip
    told = (Condition(field="sku", value="A"), Condition(field="^day", value="May 4"))
    pick = Pick(kind="conjunction", call=1, rows="orders[].lines[]", conditions=told)
    assert select(pick, result) == ("orders[1].lines[0]",)
    assert len(list_candidates(result, "orders[].lines[]")) == 3
