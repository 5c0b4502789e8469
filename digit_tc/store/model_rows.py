"""Calls of models, votes and back-translations as rows."""

from __future__ import annotations

from digit_tc.records import ModelCall, Translation, Usage, Vote
from digit_tc.store.rows import Row, convert_to_utc, encode_json

CALL_COLUMNS = tuple(name for name in ModelCall.model_fields if name not in ("usage", "at"))
"""Columns of `model_calls` that are fields of the record itself. `at` is a word of SQL's own, so
its column is `ended_at`."""
USAGE_COLUMNS = tuple(Usage.model_fields)


def build_call_row(run_id: str, call: ModelCall) -> Row:
    """A row of `model_calls`."""
    row: Row = {name: getattr(call, name) for name in CALL_COLUMNS}
    usage = {name: getattr(call.usage, name) for name in USAGE_COLUMNS}
    return row | usage | {"run_id": run_id, "ended_at": convert_to_utc(call.at)}


def build_vote_row(run_id: str, vote: Vote) -> Row:
    """A row of `votes`."""
    return {"run_id": run_id, **vote.model_dump(), "scores": encode_json(vote.scores)}


def build_translation_row(run_id: str, conversation: str, translation: Translation) -> Row:
    """A row of `translations`."""
    return {
        "run_id": run_id,
        "conversation": conversation,
        **translation.model_dump(),
        "solve_rate": translation.solve_rate,
    }
