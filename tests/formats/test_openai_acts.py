"""Acts in the export name calls and tools as the messages do."""

from __future__ import annotations

from types import ModuleType

import pytest

from digit_tc.formats.openai import build_example
from digit_tc.records import (
    Act,
    Answer,
    Ask,
    Binding,
    Give,
    Leaf,
    Offer,
    Plan,
    Propose,
    Reference,
    Refuse,
    Revise,
    Say,
    TurnSpec,
    realise,
)


@pytest.mark.parametrize(
    ("act", "exported"),
    [
        (Say(words="Hello."), {"act": "say"}),
        (
            Ask(words="When?", call=4, parameters=("date",), candidates=("May", "June")),
            {"act": "ask", "call": "call_4", "parameters": ["date"], "candidates": ["May", "June"]},
        ),
        (Give(words="No.", answer="no"), {"act": "give", "answer": "no"}),
        (
            Propose(words="I would book it.", calls=(3, 4)),
            {"act": "propose", "calls": ["call_3", "call_4"]},
        ),
        (
            Revise(
                words="Rather May.",
                call=4,
                bindings=(
                    Binding(path="date", value=Leaf(value="May")),
                    Binding(path="city_id", value=Reference(call=1, path="city_id")),
                ),
            ),
            {
                "act": "revise",
                "call": "call_4",
                "bindings": [
                    {"path": "date", "value": "May"},
                    {"path": "city_id", "from_call": "call_1", "result_path": "city_id"},
                ],
            },
        ),
        (Refuse(words="I may not.", reason="policy"), {"act": "refuse", "reason": "policy"}),
        (
            Offer(tools=("money::list_currencies",)),
            {"act": "offer", "tools": ["list_currencies"]},
        ),
        (Answer(words="Done."), {"act": "answer"}),
    ],
)
def test_an_act_names_calls_and_tools_as_the_messages_do(
    samples: ModuleType, act: Act, exported: dict[str, object]
) -> None:
    conversation = samples.build_conversation(0)
    talk = realise(2, TurnSpec(kind="talk"), Plan(turn=2, acts=(act,)), words={})
    conversation = samples.replaced(conversation, turns=(*conversation.turns, talk))
    metadata = build_example(conversation, samples.build_graph().by_key, "train")["metadata"]
    assert metadata["acts"][2] == [exported]
    assert metadata["acts"][1][1] == {"act": "calls", "calls": ["call_3", "call_4"]}
