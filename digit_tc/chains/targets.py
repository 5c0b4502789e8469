"""Running shares that are steered towards their targets by the error that has built up."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from digit_tc.config import HiddenShare, ShapeWeights
from digit_tc.kinds import Kind, kind_of
from digit_tc.records import SHAPES, Shape

DEPENDENT: frozenset[Shape] = frozenset(("linear", "fan_out", "fan_in", "dag"))
_LIMIT = 3.0
_SPREAD = 4.0
"""How close to their mean the shares of conversations lie: the sum of both parameters of a beta
distribution."""
_EASED = 0.2


class ShapeTarget:
    """Asks for shapes so that the shares reached come near the weights."""

    def __init__(self, weights: ShapeWeights) -> None:
        given = weights.model_dump()
        whole = sum(given.values())
        self._share: dict[Shape, float] = {shape: given[shape] / whole for shape in SHAPES}
        self._owed: dict[Shape, float] = dict.fromkeys(SHAPES, 0.0)

    def ask(self, rng: Random, *, lean: float = 0.0) -> Shape:
        """The next shape; `lean` above 0 favours those in which one call feeds another."""
        odds: list[float] = []
        for shape in SHAPES:
            share = self._share[shape]
            odd = max(0.05 * share, share + 0.15 * self._owed[shape]) if share else 0.0
            odds.append(odd * (1 + lean) if shape in DEPENDENT else odd)
        return rng.choices(SHAPES, odds)[0]

    def got(self, asked: Shape, shape: Shape) -> None:
        """Count a turn that was asked for in one shape and came out in another, or the same."""
        # What the graph can never give must not be asked for ever more often, and must not push
        # the shapes that it can give away from their own shares.
        paid = asked if self._owed[asked] > _LIMIT else shape
        for name, share in self._share.items():
            self._owed[name] += share - (name == paid)


class KindTarget:
    """Asks for kinds of turn so that the shares reached come near the weights."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        """`weights` are relative; raises ConfigError for a kind that there is none of."""
        whole = sum(weights.values())
        self._share = {kind_of(name): weight / whole for name, weight in weights.items() if weight}
        self._owed = dict.fromkeys(self._share, 0.0)

    def ranked(self) -> list[Kind]:
        """The kinds, the one whose share is furthest behind first."""
        return sorted(self._share, key=lambda kind: -(self._owed[kind] + self._share[kind]))

    def count(self, drawn: Kind) -> None:
        """Count a turn of one kind."""
        for kind, share in self._share.items():
            self._owed[kind] += share - (kind is drawn)


class ShareTarget:
    """Decides yes or no so that the share of yes comes near the target."""

    def __init__(self, share: float, *, owed: float = 0.0) -> None:
        """`owed` are the yeses that are due from the beginning."""
        self.share = share
        self.owed = owed

    def wanted(self, rng: Random) -> bool:
        """Whether the next one should be a yes."""
        return self.share > 0 and rng.random() < self.share + 0.5 * self.owed

    def count(self, cases: int, hits: int) -> None:
        """Count cases, and those among them that were a yes."""
        self.owed += cases * self.share - hits


class HiddenTarget:
    """Draws the share of hidden calls of each conversation so that the mean comes near its
    target."""

    def __init__(self, wanted: HiddenShare) -> None:
        self._wanted = wanted
        self._all = ShareTarget(wanted.mean)

    def draw(self, rng: Random) -> ShareTarget:
        """The target of the next conversation: between the least and the most."""
        least, mean, most = self._wanted.least, self._wanted.mean, self._wanted.most
        behind = max(-1.0, min(1.0, self._all.owed))
        if not least < mean < most:
            return ShareTarget(mean, owed=behind)
        place = (mean - least) / (most - least)
        share = least + (most - least) * rng.betavariate(_SPREAD * place, _SPREAD * (1 - place))
        # What some conversations cannot hide, others hide for them.
        share += max(-_EASED, min(_EASED, 0.01 * self._all.owed))
        return ShareTarget(max(least, min(most, share)), owed=behind)

    def count(self, calls: int, hidden: int) -> None:
        """Count the calls of a turn, and those among them that are hidden."""
        self._all.count(calls, hidden)
