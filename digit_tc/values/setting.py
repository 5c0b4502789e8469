"""The setting of a conversation: one person, a few places and dates that belong together."""

from __future__ import annotations

import datetime as dt
import random
from copy import copy
from typing import TYPE_CHECKING

from digit_tc.records import JSON
from digit_tc.values import pools

if TYPE_CHECKING:
    from digit_tc.values.session import Session


class Setting:
    """What stays the same through a conversation, drawn from the conversation's own stream."""

    def __init__(self, rng: random.Random, today: dt.date) -> None:
        self.rng = rng
        self.today = today
        self.person = rng.choice(pools.people())
        self.place = rng.choice(pools.CITIES)
        self.company = rng.choice(pools.COMPANIES)
        self.trip_start = today + dt.timedelta(days=rng.randint(4, 60))
        self.trip_end = self.trip_start + dt.timedelta(days=rng.randint(2, 9))
        self.past = (
            today - dt.timedelta(days=rng.randint(12, 90)),
            dt.timedelta(days=rng.randint(3, 10)),
        )
        """A stretch of time before today: its first day and its length."""
        self.currency = rng.choice(pools.CURRENCIES[:6])
        self.looks_back = False
        """Whether the tool that values are drawn for deals with what has already happened."""
        self.used_ids: set[str] = set()
        self.said: dict[str, list[JSON]] = {}
        """Values that the user has said so far, by kind."""
        self.spot = self.place
        """The place that everything geographic in one call belongs to."""
        self.cast: list[str] = [self.person]
        """The people of one call or result: its first name and its first e-mail address belong to
        the first of them, the second ones to the second."""
        self.named: dict[str, int] = {}
        """How many of them have been named, by kind of value."""
        self.drawn: dict[str, int] = {}
        """How many values of a kind the call has taken so far."""
        self.turn: dict[str, tuple[str, JSON]] = {}
        """Values planned in this turn: what they mean → the tool they are for and the value."""
        self.session: Session | None = None
        """Values that belong to the whole conversation, where there are any."""

    def at(self, rng: random.Random) -> Setting:
        """The same person and places with another stream, for one thing that is drawn alone."""
        other = copy(self)
        other.rng, other.named, other.drawn, other.turn = rng, {}, {}, {}
        other.cast = [self.person if rng.random() < 0.5 else rng.choice(pools.people())]
        return other

    def begin_turn(self) -> None:
        """A new turn: what was planned in the last one need not be shared any more."""
        self.turn.clear()

    def begin_call(self, *, american: bool = False) -> None:
        """Settle on the place and the person that one call is about."""
        self.drawn.clear()
        self.named.clear()
        draw = self.rng.random()
        cities = self.said.get("city")
        if cities and draw < 0.35:
            self.settle(cities[-1])
        else:
            self.spot = self.place if draw < 0.7 else self.rng.choice(pools.CITIES)
        if american and self.spot[2] != "US":
            self.spot = self.rng.choice(pools.AMERICAN)
        self.cast = [self.person if self.rng.random() < 0.6 else self.rng.choice(pools.people())]

    def begin_result(self) -> None:
        """The people of a result are its own."""
        self.named.clear()
        self.cast = [self.person if self.rng.random() < 0.5 else self.rng.choice(pools.people())]

    def settle(self, city: JSON) -> None:
        """Make a city the place of this call, where it is one that we know."""
        self.spot = pools.city_called(city) or self.spot

    def someone(self, kind: str) -> str:
        """Whom the next value of a kind belongs to, be it a name, an address or a username."""
        place = self.named.get(kind, 0)
        self.named[kind] = place + 1
        while len(self.cast) <= place:
            self.cast.append(self.rng.choice(pools.people()))
        return self.cast[place]

    def is_first(self, kind: str) -> bool:
        """Whether the call takes its first value of this kind now."""
        self.drawn[kind] = self.drawn.get(kind, 0) + 1
        return self.drawn[kind] == 1

    def remember(self, kind: str, value: JSON) -> None:
        """Note that the user has said a value of this kind."""
        values = self.said.setdefault(kind, [])
        if value not in values:
            values.append(value)

    def forget(self, identity: JSON) -> None:
        """An id is gone: nobody speaks of it any more."""
        for values in self.said.values():
            if identity in values:
                values.remove(identity)

    @property
    def email(self) -> str:
        """The address of the conversation's person."""
        return email_of(self.person)

    def fresh_id(self, draw: str) -> bool:
        """Whether an id has not been given out before; it has been from now on."""
        if draw in self.used_ids:
            return False
        self.used_ids.add(draw)
        return True


def email_of(person: str) -> str:
    """A made-up address for a name."""
    first, _, last = person.lower().partition(" ")
    return f"{first}.{last.replace(' ', '').replace(chr(39), '')}@example.com"
