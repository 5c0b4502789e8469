"""The split keeps dataflow chains apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digit_tc.export import split_by_chain

DATAFLOW = {"linear", "fan_out", "fan_in", "dag"}

uses_of_datasets = st.lists(
    st.tuples(
        st.integers(0, 40).map("conv-{}".format),
        st.integers(0, 25).map("chain-{}".format),
    ),
    max_size=80,
).map(
    lambda pairs: [
        (conversation, chain, ("single", "linear", "dag", "parallel")[int(chain[6:]) % 4])
        for conversation, chain in pairs
    ]
)


@given(uses=uses_of_datasets, share=st.floats(0, 1))
def test_no_dataflow_chain_stands_in_both_parts(uses, share):
    split = split_by_chain(uses, share)
    parts = {}
    for conversation, chain, shape in uses:
        if shape in DATAFLOW:
            parts.setdefault(chain, set()).add(conversation in split.validation)
    assert all(len(part) == 1 for part in parts.values())


@given(uses=uses_of_datasets, share=st.floats(0, 1), data=st.data())
def test_the_split_does_not_depend_on_the_order_of_conversations(uses, share, data):
    shuffled = data.draw(st.permutations(uses))
    assert split_by_chain(shuffled, share).validation == split_by_chain(uses, share).validation


@given(uses=uses_of_datasets, share=st.floats(0, 1))
def test_no_more_than_the_share_is_set_apart(uses, share):
    total = len({conversation for conversation, _, _ in uses})
    assert len(split_by_chain(uses, share).validation) <= round(share * total) + 1


def test_the_share_is_reached_where_chains_allow_it():
    uses = [(f"conv-{i}", f"chain-{i // 2}", "linear") for i in range(200)]
    uses += [(f"free-{i}", "chain-single", "single") for i in range(100)]
    split = split_by_chain(uses, 0.1)
    kinds = [item.split("-")[0] for item in split.validation]
    assert (kinds.count("conv"), kinds.count("free")) == (20, 10)
    assert "30 of 300" in split.note
    assert "would be needed" not in split.note


def test_what_keeps_the_share_from_being_reached_is_said():
    uses = [(f"conv-{i}", "chain-1", "linear") for i in range(50)]
    split = split_by_chain(uses, 0.1)
    assert split.validation == frozenset()
    assert "50 of 50 such conversations hang together" in split.note


def test_an_empty_dataset_splits_into_nothing():
    assert split_by_chain([], 0.5).validation == frozenset()
