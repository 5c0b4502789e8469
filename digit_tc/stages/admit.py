"""Let accepted conversations into the dataset, in order, until there are as many as asked for."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

from digit_tc.quality import Admission
from digit_tc.records import Rejection
from digit_tc.stages.site import Site

_logger = logging.getLogger("digit_tc.stages")


def admit(site: Site) -> dict[str, Any]:
    """Decide about the accepted conversations in order of index, from the first one on.

    The decision depends on the conversations and the run file alone, so it is made afresh each
    time: a round that adds conversations adds to the end.
    """
    config = site.config()
    admission = Admission(config.quality)
    admitted: list[int] = []
    dropped: list[Rejection] = []
    for conversation in site.store.stream_conversations(site.run_id, accepted=True):
        if len(admitted) == config.count:
            break
        rejection = admission.decide(conversation)
        if rejection is None:
            admitted.append(conversation.index)
        else:
            dropped.append(rejection)
    with site.store.writing() as writer:
        writer.admit(site.run_id, admitted, only=True)
        writer.put_rejections(site.run_id, dropped)
    reasons = dict(Counter(one.reason for one in dropped))
    if reasons:
        told = ", ".join(f"{reason} {number}" for reason, number in sorted(reasons.items()))
        _logger.warning("%d conversations were left out of the dataset: %s", len(dropped), told)
    return {
        "admitted": len(admitted),
        "asked for": config.count,
        "dropped": reasons,
    }
