"""Draw scenarios from the tool graph."""

from __future__ import annotations

from typing import Any

from digit_tc.chains import ScenarioSampler
from digit_tc.runs.site import Site, read_config, read_graph

_BATCH = 2000


def sample(site: Site, upto: int) -> dict[str, Any]:
    """Store the run's scenarios until there are `upto` of them; those there already stay.

    The stream depends on graph, run file and seed alone. Raises ChainError for an empty graph.
    """
    with site.store.reading() as reader:
        have = reader.counts(site.run_id)["scenarios"]
        config = read_config(reader, site.run_id)
        graph = read_graph(reader, site)
    sampler = ScenarioSampler(graph, config.sample, config.seed, start=have)
    for start in range(have, upto, _BATCH):
        batch = sampler.take(min(_BATCH, upto - start))
        with site.store.writing() as writer:
            writer.put_scenarios(site.run_id, batch)
    return sampler.coverage().model_dump(mode="json")
