"""Wide records, little memory, and what is said where it does not do."""

from __future__ import annotations

import pytest

from digit_tc.errors import ConfigError, StoreError
from digit_tc.store import Store

WIDE = "what this field holds, told at some length " * 2_000


def build_tools(samples, number):
    returns = {"type": "object", "properties": {"a": {"type": "string", "description": WIDE}}}
    tool = samples.build_tools()[0]
    return [
        tool.model_copy(update={"name": f"get_{index:03}", "returns": returns})
        for index in range(number)
    ]


def test_many_wide_tools_go_in_and_come_out_with_less_memory_than_they_take(tmp_path, samples):
    store = Store(tmp_path / "digit.duckdb", memory_limit="128MB")
    tools = build_tools(samples, 400)
    with store.writing() as writer:
        writer.put_tools("r", tools)
    with store.reading() as reader:
        assert reader.tools("r") == tuple(sorted(tools, key=lambda tool: tool.key))


def test_a_statement_that_fails_while_rows_are_given_to_it_tells_its_own_error(tmp_path, samples):
    import duckdb

    store = Store(tmp_path / "digit.duckdb")
    one = samples.build_conversation(0)
    with store.writing():
        pass
    with duckdb.connect(str(store.path)) as connection:
        connection.execute("DROP TABLE verdicts")
    with pytest.raises(StoreError, match="verdicts does not exist"), store.writing() as writer:
        writer.put_conversations("r", [one], [samples.build_assessment(one)])


@pytest.mark.parametrize(("limit", "number"), [("16MB", 100), ("128MB", 900)])
def test_where_memory_ends_the_error_says_so_and_names_the_setting(
    tmp_path, samples, limit, number
):
    # In the middle, where a statement fails, and at the end, where the transaction does.
    store = Store(tmp_path / "digit.duckdb", memory_limit=limit)
    with (
        pytest.raises(StoreError, match=r"more memory.*DIGIT_TC_DATABASE_MEMORY"),
        store.writing() as w,
    ):
        w.put_tools("r", build_tools(samples, number))


def test_the_limit_is_a_setting_of_the_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGIT_TC_DATABASE_MEMORY", "300MiB")
    store = Store(tmp_path / "digit.duckdb")
    with store.writing():
        pass
    with store.reading() as reader:
        assert reader.sql("SELECT current_setting('memory_limit')").rows == (("300.0 MiB",),)
    monkeypatch.setenv("DIGIT_TC_DATABASE_MEMORY", "much")
    with pytest.raises(ConfigError, match="DIGIT_TC_DATABASE_MEMORY"):
        Store(tmp_path / "digit.duckdb")
