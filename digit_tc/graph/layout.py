"""Where each tool stands in the picture of a graph: one bubble a namespace, never by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

ASPECT = 1.5
"""Bubbles are this much wider than high, because labels are."""
_ROW_IN_PX = 38.0
_GOLDEN_ANGLE = 2.399963229728653


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in pixels at zoom 1, the middle of the picture at (0, 0)."""

    points: list[tuple[float, float]]
    """One for each tool, in the order given."""
    bubbles: dict[str, tuple[float, float, float]]
    """Middle and half height of each namespace's ellipse; its half width is `ASPECT` times that."""


def lay_out(
    namespaces: Sequence[str],
    label_widths_in_px: Sequence[float],
    links: Sequence[tuple[int, int, float]],
) -> Layout:
    """Positions for tools with these namespaces and labels; links pull their ends together.

    A link is two positions in the lists and a weight. The same input gives the same picture.
    """
    members: dict[str, list[int]] = {}
    for position, namespace in enumerate(namespaces):
        members.setdefault(namespace, []).append(position)
    names = sorted(members)
    points = np.zeros((len(namespaces), 2))
    radii = np.zeros(len(names))
    for at, name in enumerate(names):
        chosen = members[name]
        widths = np.array([label_widths_in_px[i] for i in chosen], dtype=np.float64)
        local = {position: row for row, position in enumerate(chosen)}
        inner = [(local[a], local[b], w) for a, b, w in links if a in local and b in local]
        points[chosen], radii[at] = _one_namespace(widths, inner)
    number = {position: at for at, name in enumerate(names) for position in members[name]}
    between: dict[tuple[int, int], float] = {}
    for a, b, weight in links:
        pair = (min(number[a], number[b]), max(number[a], number[b]))
        if pair[0] != pair[1]:
            between[pair] = between.get(pair, 0.0) + weight
    middles = _bubbles(radii, between)
    for at, name in enumerate(names):
        points[members[name]] += middles[at]
    return Layout(
        points=[(round(x, 1), round(y, 1)) for x, y in points.tolist()],
        bubbles={
            name: (round(x, 1), round(y, 1), round(radius, 1))
            for name, (x, y), radius in zip(names, middles.tolist(), radii.tolist(), strict=True)
        },
    )


def _one_namespace(
    widths: npt.NDArray[np.float64], links: list[tuple[int, int, float]]
) -> tuple[Points, float]:
    count = len(widths)
    if count > 250:
        widths = np.minimum(widths, 46.0)  # so many labels are never shown at once
    points = _springs(count, links) * np.array([ASPECT * 62.0, 62.0])
    _part_boxes(points, widths + 18.0, 30 if count > 400 else 120)
    points -= (points.max(axis=0) + points.min(axis=0)) / 2
    reach = np.hypot((np.abs(points[:, 0]) + widths / 2) / ASPECT, np.abs(points[:, 1]) + 16.0)
    return points, float(reach.max()) + 30.0


def _springs(count: int, links: list[tuple[int, int, float]]) -> Points:
    """Fruchterman and Reingold's forces from a spiral start, in units of the ideal distance."""
    if count == 1:
        return np.zeros((1, 2))
    order = np.arange(count)
    points: Points = np.sqrt(order + 0.5)[:, None] * np.stack(
        [np.cos(order * _GOLDEN_ANGLE), np.sin(order * _GOLDEN_ANGLE)], axis=1
    )
    ends = np.array([(a, b) for a, b, _ in links], dtype=np.int64).reshape(-1, 2)
    weights = np.array([weight for _, _, weight in links])[:, None]
    rounds = 300 if count <= 200 else 90
    for step in range(rounds):
        apart = points[:, None, :] - points[None, :, :]
        squared = (apart**2).sum(axis=2) + 0.01
        # Repulsion ends soon, so that tools without edges stay with the others.
        strength = np.exp(-squared / 5.0) / squared
        move = (apart * strength[:, :, None]).sum(axis=1) - 0.12 * points
        if len(ends):
            pull = points[ends[:, 1]] - points[ends[:, 0]]
            pull *= weights * np.linalg.norm(pull, axis=1, keepdims=True) * 0.5
            np.add.at(move, ends[:, 0], pull)
            np.add.at(move, ends[:, 1], -pull)
        length = np.linalg.norm(move, axis=1, keepdims=True) + 1e-9
        points += move / length * np.minimum(length, 0.6 * (1.0 - step / rounds) + 0.01)
    return points


def _part_boxes(points: Points, widths: npt.NDArray[np.float64], rounds: int) -> None:
    """Pushes labels apart that lie on each other, along the shorter way, until none do."""
    need_x = (widths[:, None] + widths[None, :]) / 2
    for _ in range(rounds):
        apart_x = points[:, None, 0] - points[None, :, 0]
        apart_y = points[:, None, 1] - points[None, :, 1]
        over_x = need_x - np.abs(apart_x)
        over_y = _ROW_IN_PX - np.abs(apart_y)
        hit = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(hit, val=False)
        if not hit.any():
            return
        # Equal places are parted by order, so that the way out is never left to chance.
        order = np.sign(np.arange(len(points))[:, None] - np.arange(len(points))[None, :])
        sign_x = np.where(apart_x == 0, order, np.sign(apart_x))
        sign_y = np.where(apart_y == 0, order, np.sign(apart_y))
        along_y = over_y * 2.0 <= over_x
        points[:, 1] += np.where(hit & along_y, sign_y * over_y * 0.35, 0.0).sum(axis=1)
        points[:, 0] += np.where(hit & ~along_y, sign_x * over_x * 0.25, 0.0).sum(axis=1)


def _bubbles(radii: npt.NDArray[np.float64], between: dict[tuple[int, int], float]) -> Points:
    """Middles of the ellipses: near to those they exchange values with, never on each other."""
    count = len(radii)
    if count == 0:
        return np.zeros((0, 2))
    order = np.argsort(-radii, kind="stable")
    middles = np.zeros((count, 2))
    spread = float(np.sqrt((radii**2).sum()))
    for rank, at in enumerate(order.tolist()):
        turn = rank * _GOLDEN_ANGLE
        middles[at] = spread * np.sqrt(rank / count) * np.array([np.cos(turn), np.sin(turn)])
    need = radii[:, None] + radii[None, :] + 26.0
    ends = np.array(sorted(between), dtype=np.int64).reshape(-1, 2)
    total = max(1.0, count / 12)  # many bubbles pull less each, or all would end in one heap
    weights = np.array([min(0.02, 0.002 * between[pair]) / total for pair in sorted(between)])
    weights = weights.reshape(-1, 1)
    order_sign = np.sign(np.arange(count)[:, None] - np.arange(count)[None, :])
    for step in range(600):
        if step < 450:
            middles *= 0.985
            pull = (middles[ends[:, 1]] - middles[ends[:, 0]]) * weights
            np.add.at(middles, ends[:, 0], pull)
            np.add.at(middles, ends[:, 1], -pull)
        apart = middles[:, None, :] - middles[None, :, :]
        distance = np.sqrt((apart**2).sum(axis=2))
        apart[..., 0] = np.where(distance < 1e-9, order_sign, apart[..., 0])
        over = np.maximum(0.0, need - distance)
        np.fill_diagonal(over, 0.0)
        push = apart / np.maximum(distance, 1.0)[..., None] * over[..., None] * 0.3
        middles += push.sum(axis=1)
    stretched: Points = middles * np.array([ASPECT, 1.0])
    return stretched
