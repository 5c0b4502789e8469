"""Exports the dataset of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from digit_tc.config import ExportConfig
from digit_tc.export.card import card_text
from digit_tc.export.files import refuse_unusable, written_whole
from digit_tc.export.openai import FORMAT, line_of
from digit_tc.export.split import split_by_chain
from digit_tc.export.tally import Tally
from digit_tc.records import Record
from digit_tc.store import Store
from digit_tc.version import __version__

Progress = Callable[[int, int], None]
"""Called with the conversations done and their total."""


class ExportSummary(Record):
    """What an export came to."""

    path: Path
    """The file with the whole dataset."""
    card: Path
    """The dataset card beside it."""
    files: dict[str, int]
    """Conversations by name of file."""
    conversations: int
    train: int
    validation: int
    size_in_bytes: int
    """Size of the file at `path`."""
    sha256: str
    """Of the file at `path`."""
    split_note: str
    """How near the share for validation was reached, and why not nearer."""
    figures: dict[str, Any]
    """What was counted on the way."""


def export_run(
    store: Store,
    run_id: str,
    path: Path,
    config: ExportConfig,
    *,
    split_files: bool = False,
    figures: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> ExportSummary:
    """Write the admitted conversations of a run in order of index, and a card beside them.

    Works on a run that is still under way: what is admitted so far is exported. With
    `split_files` the two parts are also written as `<stem>.train.jsonl` and
    `<stem>.validation.jsonl`. `figures` are more lines for the card. The files appear together
    when all is written. Raises ConfigError for a place that cannot be written to, StoreError for
    a full disk, an unknown run or a database that stays held.
    """
    refuse_unusable(path)
    with store.reading() as reader:
        run = reader.run(run_id)
        tools = {tool.key: tool for tool in reader.tools(run.run_id)}
        uses = reader.chain_uses(run.run_id)
    split = split_by_chain(uses, config.validation_share)
    known = {conversation for conversation, _, _ in uses}
    parts = {part: path.with_name(f"{path.stem}.{part}.jsonl") for part in ("train", "validation")}
    card = path.with_name(f"{path.stem}.card.md")
    targets = [path, card, *(parts.values() if split_files else ())]
    tally, digest, size, validation = Tally(), sha256(), 0, 0
    with written_whole(targets) as (whole, card_file, *part_files):
        by_part = dict(zip(parts, part_files, strict=False))
        for conversation in store.stream_conversations(run.run_id, admitted=True):
            if conversation.id not in known:
                continue  # Admitted since the split was made, which it might break.
            part = "validation" if conversation.id in split.validation else "train"
            line = line_of(conversation, tools, part)
            whole.write(line)
            if split_files:
                by_part[part].write(line)
            digest.update(line)
            size += len(line)
            validation += part == "validation"
            tally.add(conversation)
            if progress is not None:
                progress(tally.conversations, len(known))
        counted = {"train": tally.conversations - validation, "validation": validation}
        files = {path.name: tally.conversations}
        if split_files:
            files |= {parts[part].name: count for part, count in counted.items()}
        text = card_text(
            title=path.stem,
            files=files,
            figures=tally.figures() | dict(figures or {}),
            versions={
                "digit_tc": __version__,
                "export format": FORMAT,
                "writer": ", ".join(sorted(tally.writers)) or "none",
            },
            sources=tuple(sorted({tool.source.label for tool in tools.values()})),
            split_note=split.note,
            config_hash=run.config_hash,
            seed=run.seed,
        )
        card_file.write(text.encode())
    return ExportSummary(
        path=path,
        card=card,
        files=files,
        conversations=tally.conversations,
        train=counted["train"],
        validation=validation,
        size_in_bytes=size,
        sha256=digest.hexdigest(),
        split_note=split.note,
        figures=tally.figures(),
    )
