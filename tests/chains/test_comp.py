"""How well a plain retriever finds the tools of a conversation."""

from __future__ import annotations

from digit_tc.chains import Retriever, comp_at_k
from digit_tc.records import Tool, ToolSource


def make_tool(name: str, description: str) -> Tool:
    return Tool(
        namespace="t",
        name=name,
        description=description,
        parameters={"type": "object", "properties": {}},
        source=ToolSource(label="test", reader="openai"),
        fingerprint=name,
    )


TOOLS = (
    make_tool("search_flights", "Find flights between two cities."),
    make_tool("book_flight", "Book a flight that was found."),
    make_tool("get_weather", "The weather in a city."),
)


def test_the_tool_that_shares_most_words_comes_first() -> None:
    assert Retriever(TOOLS).top("what will the weather be", 1) == ["t::get_weather"]


def test_a_conversation_counts_only_when_all_of_its_tools_are_found() -> None:
    retriever = Retriever(TOOLS)
    both = ({"t::search_flights", "t::book_flight"}, "book me a flight")
    one = ({"t::get_weather"}, "how is the weather")
    assert comp_at_k([both, one], retriever, 1) == 0.5
    assert comp_at_k([both, one], retriever, 2) == 1.0


def test_words_that_no_tool_has_find_nothing() -> None:
    assert Retriever(TOOLS).top("zzz", 3) == []
