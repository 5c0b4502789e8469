"""What a tool is about, and whether it may change the world, by its name."""

from __future__ import annotations

from .words import fold

READING = frozenset(
    """
    get list search find fetch show view read check retrieve lookup query browse describe count
    """.split()
)
MUTATING = frozenset(
    """
    create add book reserve cancel delete remove update set change edit modify move rename send
    post pay transfer buy order purchase place submit start stop pause resume enable disable
    activate deactivate assign unassign approve reject close open reopen register unregister
    subscribe unsubscribe schedule reschedule upload write save store insert replace merge archive
    restore reset turn toggle lock unlock grant revoke invite accept decline complete finish mark
    rate like follow unfollow block refund return renew extend apply issue publish share upgrade
    downgrade adjust deploy restart check_in check_out log record put patch join leave confirm
    redeem charge withdraw deposit write reply make clear empty
    """.split()
)
CREATING = frozenset(
    """
    create add book reserve make write order place submit schedule register open upload insert
    record save store generate start post publish issue draft
    """.split()
)
CHANGING = frozenset(
    "update set change edit modify move rename reschedule mark assign adjust patch".split()
)
ENDING = frozenset("cancel delete remove revoke".split())
OPENING = frozenset("login authenticate authorise authorize verify_identity".split())
"""What opens a session, as one word or as two."""


def list_words(name: str) -> set[str]:
    """The words of a name, in small letters."""
    return set(fold(name).split())


def singularise(word: str) -> str:
    """A noun in the singular, by its ending."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def find_noun(name: str) -> str:
    """The thing that a tool or a field is about: its last word, in the singular."""
    words = fold(name).split()
    return singularise(words[-1]) if words else ""


def says_change(name: str) -> bool:
    """Whether a name begins with a verb of change: `cancel_order`, but not `track_order`."""
    return begins_with(name, MUTATING)


def begins_with(name: str, verbs: frozenset[str]) -> bool:
    """Whether the first word of a name is one of these."""
    return next(iter(fold(name).split()), "") in verbs


def opens_session(name: str) -> bool:
    """Whether a tool logs somebody in, by its first words."""
    first, second, *_ = [*fold(name).split(), "", ""]
    pairs = {("log", "in"), ("sign", "in"), ("start", "session"), ("open", "session")}
    return first in OPENING or f"{first}_{second}" in OPENING or (first, second) in pairs


def closes_session(name: str) -> bool:
    """Whether a tool logs somebody out, by its first words."""
    first, second, *_ = [*fold(name).split(), "", ""]
    pairs = {("log", "out"), ("sign", "out"), ("end", "session"), ("close", "session")}
    return first in {"logout", "signout"} or (first, second) in pairs


def may_change(name: str) -> bool:
    """Whether a tool may change the world, by its words: not `get_order`, but `order_pizza`."""
    first, second, *_ = [*fold(name).split(), "", ""]
    if first in READING and (first, second) not in {("check", "in"), ("check", "out")}:
        return False
    return first == "check" or bool(list_words(name) & MUTATING)
