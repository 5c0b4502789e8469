"""Shards that other processes write: ordered here, and loaded here by the one writer."""

from __future__ import annotations

import contextlib
import logging
import shutil
from dataclasses import dataclass
from typing import Any

from digit_tc.config import RunConfig
from digit_tc.errors import ConfigError
from digit_tc.runs.gateway import replies_folder
from digit_tc.runs.inputs import hash_inputs
from digit_tc.runs.judge_votes import count_judge_votes
from digit_tc.runs.site import Site, read_config, read_graph
from digit_tc.shards.folder import ShardsFolder
from digit_tc.shards.order import SUFFIX as ORDER
from digit_tc.shards.order import ShardOrder, build_order, name_shard, write_order
from digit_tc.shards.result import SUFFIX as RESULT
from digit_tc.shards.result import read_result
from digit_tc.shards.worker import STOP, locate_replies
from digit_tc.stages.outcomes import put_outcomes
from digit_tc.stages.shard_events import record_shard, report_outcomes
from digit_tc.stages.synthesize import Shard

_logger = logging.getLogger("digit_tc.stages")


@dataclass(frozen=True)
class RemoteShard:
    """A shard that can be written anywhere, under the name of its files."""

    shard: Shard
    name: str
    order: ShardOrder


def open_shards_folder(site: Site, address: str | None) -> ShardsFolder:
    """The shared folder of a run; without an address `shards` beside the database."""
    return ShardsFolder(address or str(site.db.absolute().parent / "shards"), site.run_id)


def refuse_budget(config: RunConfig) -> None:
    """Raise ConfigError for what several processes cannot keep together: a budget."""
    if config.roles.models and config.budget != type(config.budget)():
        raise ConfigError(
            "A budget is kept by one process: shards on a cluster would each spend it.",
            remedy="Leave the budget out and set a limit at the provider, or use --runner local.",
        )


class OrderWriter:
    """Cuts a run's open scenarios into orders; reads what they share once."""

    def __init__(self, site: Site, folder: ShardsFolder) -> None:
        self._site, self._folder = site, folder
        self._inputs = hash_inputs(site, "synthesize")
        folder.remove(STOP)
        _store_own_calls(site)

    def order(self, shard: Shard, slots: int) -> RemoteShard:
        """Write the order of a shard into the shared folder; `slots` shards are written at once,
        and each gets its part of `max_concurrency`. Raises StoreError."""
        site = self._site
        with site.store.reading() as reader:
            config = read_config(reader, site.run_id)
            tools = read_graph(reader, site).by_key
            scenarios = reader.unwritten_scenarios(site.run_id, shard.first, shard.stop)
        order = build_order(
            site.run_id, _divide_limits(config, slots), scenarios, tools, count_judge_votes(site)
        )
        ordered = RemoteShard(shard, name_shard(order, self._inputs), order)
        write_order(self._folder, ordered.name, order)
        return ordered


def has_result(folder: ShardsFolder, ordered: RemoteShard) -> bool:
    """Whether a file of the shard is there: from a worker whose run was ended before it."""
    return folder.has(f"{ordered.name}{RESULT}")


def load_shard(site: Site, folder: ShardsFolder, ordered: RemoteShard) -> dict[str, Any]:
    """Put a shard that was written elsewhere into the database, in one transaction.

    Scenarios that have an outcome already are left as they are: loading a file again changes
    nothing. Raises DamagedShardError where the file is not whole, and FileNotFoundError where
    there is none: then the shard is to be written again.
    """
    result = read_result(folder, ordered.name, ordered.order)
    shard = ordered.shard
    with site.store.reading() as reader:
        open_ = set(reader.unwritten_indexes(site.run_id, shard.first, shard.stop))
    batch = [one for one in result.written if one.outcome.scenario.index in open_]
    with record_shard(site, shard.number, shard.of, shard.first, shard.stop) as made:
        with site.store.writing() as writer:
            put_outcomes(writer, site.run_id, batch)
            writer.put_calls(site.run_id, result.calls)
        made.count(batch)
        report_outcomes(site.observer, shard.number, batch)
        site.observer.emit_calls(result.calls)
    _logger.info(
        "shard %d of %d: loaded %s, %d conversations accepted",
        shard.number,
        shard.of,
        ordered.name,
        made.accepted,
    )
    if result.calls:
        _keep_replies(site, folder, ordered)
    clear_shard(folder, ordered)
    return {
        "scenarios": len(ordered.order.scenarios),
        "accepted": made.accepted,
        "rejected": dict(made.rejected),
    }


def clear_shard(folder: ShardsFolder, ordered: RemoteShard) -> None:
    """Take the files of a shard away: its rows are in the database, or its file is no good."""
    with contextlib.suppress(OSError):
        folder.remove(f"{ordered.name}{RESULT}")
        folder.remove(f"{ordered.name}{ORDER}")


def stop_workers(folder: ShardsFolder) -> None:
    """Let workers ask models nothing more."""
    folder.write(STOP, b"")


def _keep_replies(site: Site, folder: ShardsFolder, ordered: RemoteShard) -> None:
    """Take the replies that were paid for over into the file of all runs of the database."""
    from digit_tc.llm.import_replies import import_replies

    if folder.local is None:
        return
    own = locate_replies(folder, ordered.name)
    if own.exists():
        import_replies(own, replies_folder(site))
        shutil.rmtree(own, ignore_errors=True)


def _store_own_calls(site: Site) -> None:
    """What this process asked, to see whether the models answer, belongs to the ledger, too."""
    from digit_tc.llm import read_calls

    if site.config().roles.models:
        asked = read_calls(replies_folder(site), site.run_id)
        with site.store.writing() as writer:
            writer.put_calls(site.run_id, asked)


def _divide_limits(config: RunConfig, slots: int) -> RunConfig:
    part = max(1, config.models.max_concurrency // max(1, slots))
    models = config.models.model_copy(update={"max_concurrency": part})
    return config.model_copy(update={"models": models})
