"""Words that decide the shape of a result."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CALCULATE = _words("calculate compute estimate measure predict evaluate solve convert")
RECKONED = frozenset("distance emission route fitness exchange_rate nutrition color time".split())
"""Things that a calculation gives as they are; of others it gives a number."""
LISTING = _words("search list find browse query filter explore recommend suggest lookup")
SENDING = _words("send email message notify")
TRANSFORMED = {
    "encrypt": ("encrypted_text", "hash"), "encode": ("encoded_text", "hash"),
    "decrypt": ("decrypted_text", "sentence"), "decode": ("decoded_text", "sentence"),
    "translate": ("translated_text", "translation"), "summarize": ("summary", "summary"),
    "summarise": ("summary", "summary"), "transcribe": ("transcript", "sentence"),
    "shorten": ("short_url", "short url"), "hash": ("hash", "hash"),
}  # fmt: skip
TEXTS = frozenset("sentence hash short_url message summary translation".split())
ASKED = frozenset("problem equation expression operation puzzle formula value result".split())
USUAL = {"gpa": (3.2, 3.6, 2.9, 3.8), "grade": (87, 92, 74, 81), "age": (27, 34, 46, 61),
          "lifespan": (9, 12, 14, 78), "score": (74, 81, 68, 92)}  # fmt: skip
ONLY_ONE = frozenset("email phone symbol username url domain isbn".split())
"""Attributes by which a search finds one thing at most."""
UNCOUNTED = frozenset("music media art dining pricing stock_datum food real_estate mail".split())
SAVING = frozenset("save store write take grant mark".split())
KEEPING = SAVING | {"add", "set", "record", "log", "post", "submit", "upload", "schedule"}
BECOMES = {
    "create": "created", "add": "added", "book": "confirmed", "reserve": "confirmed",
    "order": "placed", "place": "placed", "schedule": "scheduled", "post": "published",
    "publish": "published", "register": "registered", "record": "recorded", "log": "recorded",
    "upload": "uploaded", "submit": "submitted", "pay": "completed", "transfer": "completed",
    "purchase": "completed", "buy": "completed", "make": "created", "save": "saved",
    "generate": "created", "set": "set", "update": "updated", "edit": "updated",
    "modify": "updated", "change": "updated", "delete": "deleted", "remove": "removed",
    "cancel": "cancelled", "play": "playing", "start": "started", "stop": "stopped",
    "complete": "completed", "mark": "updated", "rate": "recorded", "run": "completed",
    "execute": "completed", "subscribe": "subscribed", "apply": "submitted", "open": "opened",
    "follow": "followed", "like": "liked", "share": "shared", "join": "joined",
    "login": "signed in", "logout": "signed out", "insert": "added", "store": "saved",
    "write": "saved", "take": "saved", "request": "submitted", "issue": "issued",
}  # fmt: skip
MADE = {"book": "booking", "reserve": "reservation", "order": "order", "buy": "order",
         "purchase": "order", "pay": "payment", "transfer": "transfer", "register": "registration",
         "subscribe": "subscription", "apply": "application"}  # fmt: skip
POINTERS = frozenset("name recommendation suggestion option idea detail information datum".split())
TOLD = frozenset(
    """
    identifier city country country_code airport date datetime time year ticker crypto currency
    movie book song playlist person_name product company team league sport game pokemon animal
    car_model job_title event_name headline name username email phone domain ip_address isbn vin
    postal_code address word cuisine genre category quantity price us_state region weekday month
    diet file_name file_path timezone language hashtag age gender
    """.split()
)
"""Kinds of parameters that an answer may repeat."""
UNTOLD = _words("ids length min max minimum maximum key radius format x y z")
MOST_ECHOES = 2
