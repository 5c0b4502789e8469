"""Which pairs are worth a look: never all of them.

Sources and targets meet in blocks that share an entity, a kind or a word. In a large block each
target sees a bounded number of sources: those of its own namespace first, then the closest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from digit_tc.graph.embeddings import Vectors
from digit_tc.graph.ends import End
from digit_tc.graph.kinds import BROADER, MEASURES, MONEY
from digit_tc.graph.likeness import NEAR
from digit_tc.graph.vocabulary import NAMED_ROLES, PEOPLE, PERSON_ROLES

MOST = 24
"""Most sources that one target sees in one block."""
_CHUNK = 512

Key = tuple[str, str, str]
Indices = npt.NDArray[np.int64]


def candidate_pairs(
    sources: Sequence[End],
    targets: Sequence[End],
    source_rows: Indices,
    target_rows: Indices,
    vectors: Vectors,
) -> Iterator[tuple[int, int, float]]:
    """Positions of a source and a target, and the cosine of their texts.

    A row says which vector belongs to an end. The same pair may come more than once.
    """
    codes = {name: i for i, name in enumerate(sorted({e.namespace for e in (*sources, *targets)}))}
    source_spaces = np.array([codes[end.namespace] for end in sources], dtype=np.int64)
    target_spaces = np.array([codes[end.namespace] for end in targets], dtype=np.int64)
    prior = np.array([0.3 * end.own - 2.0 * end.echo for end in sources], dtype=np.float32)
    giving: dict[Key, list[int]] = defaultdict(list)
    for position, end in enumerate(sources):
        for key in _keys_given(end):
            giving[key].append(position)
    taking: dict[Key, list[int]] = defaultdict(list)
    for position, end in enumerate(targets):
        for key in _keys_taken(end):
            if key in giving:
                taking[key].append(position)
    for key in sorted(taking):
        ours, theirs = np.array(giving[key]), np.array(taking[key])
        for at in range(0, len(theirs), _CHUNK):
            part = theirs[at : at + _CHUNK]
            cosines = vectors[target_rows[part]] @ vectors[source_rows[ours]].T
            rank = cosines + prior[ours] + 2.0 * (
                target_spaces[part][:, None] == source_spaces[ours][None, :]
            )  # fmt: skip
            yield from _best(part, ours, rank, cosines)
    yield from _near_in_words(sources, targets, source_rows, target_rows, vectors)


def _best(
    theirs: Indices, ours: Indices, rank: npt.NDArray[np.float32], cosines: npt.NDArray[np.float32]
) -> Iterator[tuple[int, int, float]]:
    if len(ours) <= MOST:
        columns = np.broadcast_to(np.arange(len(ours)), rank.shape)
    else:
        columns = np.argpartition(-rank, MOST - 1, axis=1)[:, :MOST]
    chosen = np.take_along_axis(cosines, columns, axis=1)
    for row, target in enumerate(theirs.tolist()):
        for source, cosine in zip(ours[columns[row]].tolist(), chosen[row].tolist(), strict=True):
            yield source, target, cosine


def _near_in_words(
    sources: Sequence[End],
    targets: Sequence[End],
    source_rows: Indices,
    target_rows: Indices,
    vectors: Vectors,
) -> Iterator[tuple[int, int, float]]:
    """Pairs of differently named fields whose texts are near each other."""
    giving: dict[int, list[int]] = defaultdict(list)
    taking: dict[int, list[int]] = defaultdict(list)
    for ends, rows, found in ((sources, source_rows, giving), (targets, target_rows, taking)):
        for position, end in enumerate(ends):
            if end.meaning.sort == "specific":
                found[int(rows[position])].append(position)
    ours, theirs = np.array(sorted(giving)), np.array(sorted(taking))
    if not len(ours) or not len(theirs):
        return
    most = min(MOST, len(ours))
    for at in range(0, len(theirs), _CHUNK):
        part = theirs[at : at + _CHUNK]
        cosines = vectors[part] @ vectors[ours].T
        columns = np.argpartition(-cosines, most - 1, axis=1)[:, :most]
        for row, column in zip(*np.nonzero(np.take_along_axis(cosines, columns, 1) >= NEAR),
                               strict=True):  # fmt: skip
            place = int(columns[row, column])
            cosine = float(cosines[row, place])
            for target in taking[int(part[row])]:
                for source in giving[int(ours[place])][:MOST]:
                    yield source, target, cosine


def _keys_given(end: End) -> Iterator[Key]:
    meaning = end.meaning
    entity = meaning.entity[-1] if meaning.entity else ""
    if meaning.sort == "id":
        yield "id", meaning.key, entity
        if entity in PEOPLE:
            yield "person", meaning.key, ""
    elif meaning.sort == "kind":
        yield "kind", meaning.key, ""
    elif meaning.sort == "generic":
        key = "name" if meaning.key == "title" else meaning.key
        yield "generic", key, entity
        if key == "name" and entity:
            yield "named", entity, ""
            if entity in PEOPLE:
                yield "person", "name", ""
        if meaning.key in MONEY:
            yield "money", "", ""
        if meaning.key in MEASURES:
            yield "measure", meaning.key, end.namespace
    else:
        yield "specific", meaning.key, ""
        if end.field.path.endswith("[]"):
            yield "generic", "name", meaning.key.rpartition("_")[2]


def _keys_taken(end: End) -> Iterator[Key]:
    meaning = end.meaning
    entity = meaning.entity[-1] if meaning.entity else ""
    if meaning.sort == "id":
        yield "id", meaning.key, entity
        if entity in PERSON_ROLES:
            yield "person", meaning.key, ""
    elif meaning.sort == "kind":
        yield "kind", meaning.key, ""
        for narrower in BROADER.get(meaning.key, {}):
            yield "kind", narrower, ""
        if meaning.key == "amount":
            yield "money", "", ""
    elif meaning.sort == "generic":
        yield "generic", "name" if meaning.key == "title" else meaning.key, entity
        if meaning.key == "name" and entity in NAMED_ROLES:
            yield "person", "name", ""
        if meaning.key in MEASURES:
            yield "measure", meaning.key, end.namespace
    else:
        yield "specific", meaning.key, ""
        yield "named", meaning.key.split("_")[-1], ""
