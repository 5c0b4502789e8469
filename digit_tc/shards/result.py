"""What a worker gives back: one Parquet file a shard, whole or refused."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from digit_tc.errors import StoreError
from digit_tc.records import (
    Assessment,
    Conversation,
    ModelCall,
    Rejection,
    Scenario,
    StoredWorld,
    Translation,
    Vote,
)
from digit_tc.shards.folder import ShardsFolder
from digit_tc.shards.order import ShardOrder
from digit_tc.shards.scenario_result import ScenarioResult
from digit_tc.synthesis import Outcome

SUFFIX = ".parquet"
_LAYOUT = b"2"
_ROWS, _CALLS, _LAYOUT_KEY = b"digit-tc rows", b"digit-tc calls", b"digit-tc layout"
_COLUMNS = ("index", "scenario", "conversation", "assessment", "rejections", "translations",
            "votes", "world", "calls")  # fmt: skip


class DamagedShardError(StoreError):
    """A shard's file is cut short or changed: the shard is to be written anew."""


@dataclass(frozen=True)
class ShardResult:
    """The outcomes of a shard in order of index, and the ledger of what models were asked."""

    written: tuple[ScenarioResult, ...]
    """What became of each scenario, in order of index."""
    calls: tuple[ModelCall, ...] = ()
    """One row for each request to a model, in the order in which they ended."""


def write_result(folder: ShardsFolder, name: str, result: ShardResult) -> int:
    """Write the file of a shard; gives its size in bytes. Raises StoreError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [_row(one) for one in result.written]
    # The ledger has no scenario of its own for every call: all of it stands on the last row.
    rows.append({"index": -1, "calls": _many(result.calls)})
    schema = pa.schema(
        [("index", pa.int64()), *((name, pa.string()) for name in _COLUMNS[1:])],
        metadata={
            _LAYOUT_KEY: _LAYOUT,
            _ROWS: str(len(result.written)).encode(),
            _CALLS: str(len(result.calls)).encode(),
        },
    )
    content = io.BytesIO()
    pq.write_table(
        pa.Table.from_pylist(rows, schema=schema),
        content,
        compression="zstd",
        use_dictionary=False,
        write_page_checksum=True,
    )
    folder.write(f"{name}{SUFFIX}", content.getvalue())
    return content.tell()


def read_result(folder: ShardsFolder, name: str, order: ShardOrder) -> ShardResult:
    """Read the file of a shard.

    Raises FileNotFoundError where there is none, and DamagedShardError where it is not whole:
    pages have checksums, and rows are counted and compared with the order.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = folder.read(f"{name}{SUFFIX}")
    try:
        with pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True) as file:
            table = file.read()
        result = _result(table, order)
    except (pa.ArrowException, OSError, ValueError, KeyError) as problem:
        raise DamagedShardError(
            f"The file {name}{SUFFIX} in {folder.label} is damaged: {str(problem)[:200]}",
            remedy="Run the same command again: the shard is written anew.",
        ) from problem
    return result


def _result(table: Any, order: ShardOrder) -> ShardResult:
    metadata = table.schema.metadata or {}
    if metadata.get(_LAYOUT_KEY) != _LAYOUT:
        raise ValueError("it is no shard of this version.")
    rows = table.to_pylist()
    scenarios = {scenario.id: scenario for scenario in order.scenarios}
    kept = [row for row in rows if row["index"] >= 0]
    if [row["scenario"] for row in kept] != list(scenarios) or len(kept) != int(metadata[_ROWS]):
        raise ValueError("it does not hold the scenarios that were ordered.")
    calls = tuple(
        ModelCall.model_validate(one)
        for row in rows
        if row["calls"] is not None
        for one in orjson.loads(row["calls"])
    )
    if len(calls) != int(metadata[_CALLS]):
        raise ValueError("calls of models are missing in it.")
    return ShardResult(tuple(_written(row, scenarios[row["scenario"]]) for row in kept), calls)


def _row(written: ScenarioResult) -> dict[str, Any]:
    outcome = written.outcome
    conversation, assessment = outcome.conversation, outcome.assessment
    return {
        "index": outcome.scenario.index,
        "scenario": outcome.scenario.id,
        "conversation": None if conversation is None else conversation.model_dump_json(),
        "assessment": None if assessment is None else assessment.model_dump_json(),
        "rejections": _many(outcome.rejections),
        "translations": _many(outcome.translations),
        "votes": _many(written.votes),
        "world": None
        if outcome.world is None
        else outcome.world.model_dump_json(exclude_defaults=True),
    }


def _many(records: Sequence[Any]) -> str | None:
    if not records:
        return None
    return orjson.dumps([one.model_dump(mode="json") for one in records]).decode()


def _written(row: dict[str, Any], scenario: Scenario) -> ScenarioResult:
    conversation, assessment = row["conversation"], row["assessment"]
    return ScenarioResult(
        Outcome(
            scenario,
            None if conversation is None else Conversation.model_validate_json(conversation),
            None if assessment is None else Assessment.model_validate_json(assessment),
            tuple(_read(row["rejections"], Rejection)),
            tuple(_read(row["translations"], Translation)),
            None if row["world"] is None else StoredWorld.model_validate_json(row["world"]),
        ),
        tuple(_read(row["votes"], Vote)),
    )


def _read(text: str | None, kind: type[Any]) -> Iterator[Any]:
    for one in orjson.loads(text) if text is not None else ():
        yield kind.model_validate_json(orjson.dumps(one))
