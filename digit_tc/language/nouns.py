"""What people call a field: `max_price` is "maximum price", `userId` is "user ID"."""

from __future__ import annotations

import re
from functools import lru_cache

from digit_tc.language.words import is_common, split_identifier, words_in

_ACRONYMS = {
    word: word.upper()
    for word in """
    id api url uri ip iata icao iban sms vin isbn gps usd eur gbp sku pdf csv json xml html css sql
    nft bmi bmr faq ssn vat dna tv uk usa us dns http https ssl uuid pin qr roi ceo hr it apr etf
    ema sma rsi macd imdb tmdb ai seo aws cpu gpu ram mp3 mp4 rss jwt mac ssh asin nba nfl mlb nhl
    ufc ico rid rgb wgs84 dob iso utc gmt lte ev mmsi imo npi cik
    """.split()
}
_WHOLE = {
    "ids": "IDs", "urls": "URLs", "lat": "latitude", "lon": "longitude", "lng": "longitude",
    "num": "number", "qty": "quantity", "min": "minimum", "max": "maximum", "temp": "temperature",
    "lang": "language", "desc": "description", "addr": "address", "img": "image", "msg": "message",
    "pct": "percentage", "amt": "amount", "dob": "date of birth", "tz": "time zone",
    "timezone": "time zone", "zip": "ZIP code", "zipcode": "ZIP code", "yr": "year",
    "info": "information", "org": "organization", "cat": "category", "auth": "authorization",
    "pwd": "password", "dest": "destination", "src": "source", "avg": "average",
    "freq": "frequency",
    "qrcode": "QR code", "username": "username", "param": "setting", "params": "settings",
    "config": "configuration", "db": "database", "env": "environment", "repo": "repository",
    "dir": "folder", "cnt": "count", "q": "search term", "std": "standard", "len": "length",
    "tv": "TV", "subcategory": "subcategory", "mins": "minutes", "secs": "seconds", "hrs": "hours",
    "cidr": "CIDR", "pokemon": "Pokémon", "twitter": "Twitter", "instagram": "Instagram",
    "reddit": "Reddit", "youtube": "YouTube", "tiktok": "TikTok", "airbnb": "Airbnb",
    "github": "GitHub", "linkedin": "LinkedIn", "facebook": "Facebook", "spotify": "Spotify",
    "nums": "numbers", "num1": "first number", "num2": "second number", "arr": "list",
    "str": "text", "lst": "list", "ne": "north-east", "sw": "south-west", "nw": "north-west",
    "se": "south-east", "elem": "element", "idx": "index", "val": "value", "col": "column",
    "ref": "reference", "acc": "account", "loc": "location", "dept": "department",
    "amazon": "Amazon", "google": "Google", "yahoo": "Yahoo", "netflix": "Netflix",
}  # fmt: skip
_ROLES = {
    "from": "original", "to": "target", "start": "starting", "end": "final",
    "begin": "starting", "min": "minimum", "max": "maximum", "dest": "destination",
}  # fmt: skip
_SUFFIX = re.compile(r" (?:param|parameter|value|input|arg|argument|str|string)$")
_DESCRIBED = re.compile(
    r"^(?:optional[.:,]? |required[.:,]? )?(?:specif(?:y|ies)|filter(?: results)?(?: to)? by|"
    r"filters? |provide|enter|defines?|indicates?|sets?|determines?|represents?|contains?|"
    r"controls?)?\s*(?:(?:the|a|an)\b)?\s*(?:(?:specific|given|specified|desired|unique|input|"
    r"particular|required|optional|certain|valid)\s+)*",
    re.I,
)
_STOP = re.compile(
    r"\s+(?:to|for|in|that|which|where|when|used|from|by|e\.g|such|with|whose|on|at|if|as|is|are|"
    r"within|being|you|we|i|per|should|must|can|will|or|and|using|based|like|after|before|between|"
    r"during|against|over|about|into|through|associated|representing|containing|per)\b"
    r"|[.,;:(\[<`\"'/]|\s-\s"
)


@lru_cache(maxsize=50_000)
def noun_of(name: str, description: str = "") -> str:
    """A noun phrase without an article for one field: `check_in` → "check-in date" is the
    business of kinds; this is the plain reading of the name, or of the description where the name
    is too short to be read."""
    words = list(words_in(name, description))
    if words and words[0] in ("is", "the") and len(words) > 1:
        words = words[1:]
    if len(words) == 2 and words[0] in ("id", "name"):
        words = words[::-1]
    while len(words) > 1 and words[-1].isdigit() and len(words[-1]) > 2:
        words = words[:-1]
    if not readable(words) or _obscure(words, description):
        described = _from_description(description)
        if described:
            return _without_doubles(described)
    return _without_doubles(_spelled(words))


_DOUBLED = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)


def _without_doubles(noun: str) -> str:
    noun = re.sub(r"\bparameter(s?)\b", r"setting\1", _DOUBLED.sub(r"\1", noun))
    return re.sub(r"\bargument(s?)\b", r"input\1", noun)


def readable(words: list[str] | tuple[str, ...]) -> bool:
    """Whether the words of a name can be said aloud as they are."""
    letters = [word for word in words if not word.isdigit()]
    if not letters:
        return False
    for word in letters:
        known = word in _WHOLE or word in _ACRONYMS or word in ("of", "to", "in", "by", "at", "on")
        if not known and (len(word) < 3 or not re.search(r"[aeiouy]", word)):
            return False
        if len(word) > 16 and word not in _WHOLE:
            return False
    return True


def _obscure(words: list[str], description: str) -> bool:
    """Whether one unusual word is a name that its own description puts otherwise."""
    word = words[0]
    return (
        len(words) == 1
        and not is_common(word)
        and word not in _WHOLE
        and not re.search(rf"\b{re.escape(word)}s?\b", description, re.I)
    )


def spelled(words: tuple[str, ...]) -> str:
    """Lower-case words as they are written in a sentence: ("user", "id") → "user ID"."""
    return _spelled(list(words))


def _spelled(words: list[str]) -> str:
    if len(words) > 1 and words[0] in _ROLES:
        words = [_ROLES[words[0]], *words[1:]]
    if len(words) > 1 and words[0] in ("num", "number", "n") and words[1] != "of":
        words = ["number", words[1]] if words[1].isdigit() else ["number", "of", *words[1:]]
    if len(words) > 1 and words[0] == "has":
        words = words[1:]
    said = [_WHOLE.get(word) or _ACRONYMS.get(word) or word for word in words]
    text = " ".join(said)
    for ordinal, digit in (("first", "1"), ("second", "2"), ("third", "3"), ("fourth", "4")):
        if text.endswith(f" {digit}"):
            text = f"{ordinal} {text[:-2]}"
            break
    return _SUFFIX.sub("", text) or "value"


def _uncameled(word: str) -> tuple[str, ...]:
    return split_identifier(word) if re.match(r"[a-z]+[A-Z]", word) else ()


def _from_description(description: str) -> str:
    text = _DESCRIBED.sub("", description.strip(), count=1)
    stop = _STOP.search(text)
    phrase = (text[: stop.start()] if stop else text).strip()
    words = phrase.split()
    if not 1 <= len(words) <= 6 or any("_" in word or len(word) > 20 for word in words):
        return ""
    if len(words) > 3 and "of" in words[1:]:
        words = words[: words.index("of", 1)]
    words = [one for word in words for one in (_uncameled(word) or (word,))]
    lowered = [
        word if word.isupper() or any(letter.isupper() for letter in word[1:]) else word.lower()
        for word in words
    ]
    if lowered[0] in ("whether", "if", "this", "number") and len(lowered) == 1:
        return ""
    return " ".join(_ACRONYMS.get(word, word) for word in lowered)


_VOWEL_SOUNDS = frozenset(
    """
    hourly hour honest heir honor SMS SKU RSS ID IP API IATA IBAN ISBN NFT HTML XML SSL IMDb MP3 MP4
    NPI NBA NFL NHL SQL ISO EV RGB HR MMSI IMO HTTP HTTPS SEO ETF EMA RSI F1 LTE
    """.split()
)


@lru_cache(maxsize=20_000)
def with_article(noun: str) -> str:
    """ "a" or "an" before a noun phrase, by its first sound."""
    first = noun.split(maxsplit=1)[0] if noun else ""
    if first in _VOWEL_SOUNDS:
        return f"an {noun}"
    if first.lower().startswith(
        ("uni", "use", "usa", "uti", "eu", "one", "url", "uuid", "utc", "uri")
    ):
        return f"a {noun}"
    return f"{'an' if first[:1].lower() in 'aeiou' else 'a'} {noun}"
