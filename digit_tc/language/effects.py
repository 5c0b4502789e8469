"""What a tool does to the world, judged by its name, its description and its HTTP method."""

from __future__ import annotations

from typing import Literal

from digit_tc.language.kept import Kept
from digit_tc.language.words import singular, split_identifier
from digit_tc.records.tool import Tool

Effect = Literal["read", "create", "update", "delete", "other"]
"""`other` changes the world in a way that is none of the three: transfers, sends, starts."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_READ = _words(
    """
    get fetch find search list read show view check look lookup query retrieve browse
    describe calculate compute convert count compare analyze analyse estimate evaluate
    predict recommend suggest translate validate verify detect classify extract parse
    summarize summarise track identify solve determine display inspect explore filter locate
    measure monitor preview quote download export print rank resolve scan see select sort is has
    can who what where when which return returns provide provides encode decode forecast lookup
    match test simulate autocomplete paginate page
    """
)
_CREATE = {
    "write": "", "save": "", "prescribe": "prescription", "lend": "loan", "borrow": "loan",
    "create": "", "add": "", "new": "", "insert": "", "make": "", "build": "", "open": "",
    "submit": "", "upload": "", "generate": "", "publish": "", "file": "", "issue": "",
    "book": "booking", "reserve": "reservation", "order": "order", "place": "",
    "schedule": "schedule", "register": "registration", "subscribe": "subscription",
    "enroll": "enrollment", "post": "post", "pay": "payment", "purchase": "purchase",
    "buy": "purchase", "request": "request", "apply": "application", "hire": "",
    "invite": "invitation", "refund": "refund", "charge": "charge", "send": "message",
    "comment": "comment", "duplicate": "", "clone": "", "copy": "", "log": "log",
    "record": "record", "launch": "", "provision": "", "draft": "draft", "message": "message",
    "email": "email", "plan": "plan", "ship": "shipment", "transfer": "transfer",
}  # fmt: skip
_UPDATE = _words(
    """
    update set change edit modify rename reschedule patch put replace adjust configure
    assign mark rate enable disable move extend upgrade downgrade confirm approve reject
    complete resize correct amend customize
    """
)
_DELETE = _words(
    """
    delete remove cancel revoke erase destroy purge drop unsubscribe void withdraw
    """
)
_OTHER = _words(
    """
    start stop restart run execute deploy lock unlock activate deactivate archive close
    restore undelete reactivate reinstate recover return login logout authenticate authorize
    join leave follow unfollow like share play pause resume turn sync import merge split
    apply clear reset empty checkout redeem claim accept decline notify call trigger process
    report deposit withdraw block unblock pin unpin attach detach link unlink grant deny
    track_order
    """
)
_AMBIGUOUS = _words(
    """
    order book post file issue schedule request log record comment message email plan
    transfer ship new rate mark set play report call process place charge refund build split
    link purchase make draft copy track like block pin turn
    """
)
_READING_NOUNS = _words(
    """
    status detail info information history list search lookup summary view count stat statistics
    report price availability data result results
    """
)
_PARTICLES = {("check", "in"), ("check", "out"), ("sign", "up"), ("sign", "in"), ("log", "in")}
_MANY = {("bulk",), ("batch",), ("mass",)}
_PREPOSITIONS = _words("from to in into of by for with at on as onto over via per")
_METHODS: dict[str, Effect] = {
    "GET": "read", "HEAD": "read", "DELETE": "delete", "PATCH": "update", "PUT": "update",
}  # fmt: skip


def effect_of(tool: Tool) -> Effect:
    """What a call of this tool does: an HTTP method decides where there is one, else the verb."""
    return _judged(tool)[0]


def nouns_of(tool: Tool) -> tuple[str, ...]:
    """The nouns that a tool's own id may carry, in the singular, likeliest first.

    `list_open_orders` → ("order", "open"); `book_flight` → ("booking", "flight").
    """
    return _judged(tool)[1]


def objects_of(tool: Tool) -> tuple[str, ...]:
    """Nouns of the direct object alone: `remove_item_from_cart` → ("item",)."""
    return _judged(tool)[2]


def creates(tool: Tool) -> tuple[str, ...]:
    """Nouns of what a creating call brings about: `book_flight` → ("booking",)."""
    return _judged(tool)[3]


def verb_of(tool: Tool) -> str:
    """The verb in a tool's name, in the base form, or "" where its name has none."""
    words = split_identifier(tool.name)
    _, position = _effect(words, tool.description[:80], tool.source.item[:5])
    return words[position] if position is not None and words else ""


def _judge(tool: Tool) -> tuple[Effect, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    words = split_identifier(tool.name)
    effect, position = _effect(words, tool.description[:80], tool.source.item[:5])
    verb = words[position] if position is not None else ""
    rest = [word for at, word in enumerate(words) if at != position and not word.isdigit()]
    direct: list[str] = []
    for word in rest:
        if word in _PREPOSITIONS and direct:
            break
        if word in _PREPOSITIONS:
            continue
        direct.append(singular(word))
    if effect == "delete" and verb == "remove" and _PREPOSITIONS & set(rest):
        # An item taken out of a cart still exists; only its place in the cart is gone.
        effect = "update"
    made = _CREATE.get(verb, "") if effect == "create" else ""
    objects = tuple(dict.fromkeys(reversed(direct)))
    others = [singular(word) for word in rest if word not in _PREPOSITIONS]
    named = [*([made] if made else []), *objects, *others]
    # `get_user_details` is about a user: what is asked of it stands behind.
    nouns = tuple(dict.fromkeys(sorted(named, key=lambda noun: noun in _READING_NOUNS)))
    method = _METHODS.get(tool.source.item.partition(" ")[0])
    return method or effect, nouns, objects, (made,) if made else objects


_judged = Kept(_judge)


def _effect(words: tuple[str, ...], description: str, item: str) -> tuple[Effect, int | None]:
    if words[:2] in _PARTICLES:
        return "other", 0
    if words[:1] in _MANY and len(words) > 2:
        effect, position = _effect(words[1:], description, item)
        return effect, None if position is None else position + 1
    first = _effect_of_verb(words[0]) if words else None
    if first and words[0] in _AMBIGUOUS and len(words) > 1:
        # `order_status` asks about an order, `order_pizza` makes one.
        said = _effect_of_verb(_first_word(description))
        if singular(words[-1]) in _READING_NOUNS or said == "read":
            first = None
    if first:
        return first, 0
    if len(words) > 1:
        last = _effect_of_verb(words[-1])
        if last and words[-1] not in _AMBIGUOUS:
            return last, len(words) - 1
    said = _effect_of_verb(_first_word(description))
    if said:
        return said, None
    if words and words[-1] in _READING_NOUNS:
        return "read", None
    return ("create" if item.startswith("POST ") else "read"), None


def _effect_of_verb(word: str) -> Effect | None:
    if word in _READ:
        return "read"
    if word in _CREATE:
        return "create"
    if word in _UPDATE:
        return "update"
    if word in _DELETE:
        return "delete"
    return "other" if word in _OTHER else None


def _first_word(description: str) -> str:
    for raw in description.split():
        word = "".join(letter for letter in raw.lower() if letter.isalpha())
        if word:
            known = word in _READ or _effect_of_verb(word) is not None
            if known or not word.endswith("s"):
                return word
            return word[:-2] if _effect_of_verb(word[:-2]) else word[:-1]
    return ""
