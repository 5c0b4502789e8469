"""For each kind of value a rule that draws one."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Callable

from digit_tc.records import JSON
from digit_tc.values import moments, places, pools
from digit_tc.values.fields import Field, type_of
from digit_tc.values.guesses import guessed, label_for
from digit_tc.values.setting import Setting, email_of
from digit_tc.values.technical_values import TECHNICAL_RULES


def value_of_kind(field: Field, setting: Setting) -> JSON:
    """A value of the field's kind; it may still have to be brought to the field's type or range."""
    rule = _RULES.get(field.kind)
    return rule(field, setting) if rule else _text(field, setting)


def identifier(field: Field, rng: random.Random) -> JSON:
    """An id: a number, a UUID, or initials and digits, as the schema suggests."""
    kind = type_of(field.schema)
    if kind in ("integer", "number"):
        return rng.randint(1_000, 99_999)
    described = str(field.schema.get("description", "")).lower()
    if field.schema.get("format") == "uuid" or "uuid" in described or "guid" in described:
        return str(uuid.UUID(int=rng.getrandbits(128), version=4))
    if "slug" in field.meaning.words:
        return f"{rng.choice(pools.TOPICS).replace(' ', '-')}-{rng.randint(10, 99)}"
    entity = re.sub(r"[^a-z]", "", field.meaning.entity.lower())
    consonants = re.sub(r"(?<!^)[aeiou]", "", entity)
    prefix = (consonants if len(consonants) >= 3 else entity)[:3].upper()
    digits = rng.randint(10_000, 99_999)
    return f"{prefix}-{digits}" if len(prefix) >= 2 else str(digits)


def _identifier(field: Field, setting: Setting) -> JSON:
    return identifier(field, setting.rng)


def _person(field: Field, setting: Setting) -> JSON:
    words = field.meaning.words
    rng = setting.rng
    if {"artist", "singer", "composer", "musician"} & set(words):
        return rng.choice(pools.ARTISTS)
    part = "name" if len(words) < 2 or words[0] not in _NAME_PARTS else words[0]
    person = setting.someone(f"person:{part}")
    if part in ("first", "given"):
        return person.partition(" ")[0]
    return person.partition(" ")[2] if part in ("last", "family", "sur") else person


_NAME_PARTS = ("first", "given", "last", "family", "sur")


def _email(_field: Field, setting: Setting) -> JSON:
    return email_of(setting.someone("email"))


def _username(_field: Field, setting: Setting) -> JSON:
    person = setting.someone("username")
    first, _, last = person.lower().replace("'", "").partition(" ")
    return setting.rng.choice(
        (f"{first}{last[:1]}{setting.rng.randint(2, 99)}", f"{first}.{last}", f"{last}{first[:1]}")
    )


def _phone(_field: Field, setting: Setting) -> JSON:
    return f"+1-{setting.rng.randint(202, 989)}-555-01{setting.rng.randint(10, 99)}"


def _url(field: Field, setting: Setting) -> JSON:
    rng = setting.rng
    described = str(field.schema.get("description", "")).lower() + " ".join(field.meaning.words)
    page = rng.choice(pools.PAGES)
    if "image" in described or "photo" in described or "picture" in described:
        page = rng.choice(
            ("images/harbor.jpg", "photos/team.png", "images/garden.jpg", "photos/old-bridge.jpg")
        )
    elif "video" in described:
        page = rng.choice(("videos/tour.mp4", "videos/interview.mp4", "videos/recipe.mp4"))
    return f"https://{rng.choice(pools.HOSTS)}/{page}"


def _address(_field: Field, setting: Setting) -> JSON:
    return f"{setting.rng.randint(2, 240)} {setting.rng.choice(pools.streets())}"


_LARGE = re.compile(
    r"\b(?:salary|income|mortgage|principal|loan|investment|house|home|property|present|"
    r"final|future|"
    r"initial|start|starting|end|revenue|assets?)\b"
)


def _price(field: Field, setting: Setting) -> JSON:
    rng, text = setting.rng, " ".join(field.meaning.words)
    if _LARGE.search(text):
        least = rng.choice((12_000, 25_000, 48_500, 60_000, 72_000, 150_000, 250_000))
        return least + 500 * rng.randint(0, 9)
    if type_of(field.schema) == "integer" or rng.random() < 0.6:
        return rng.choice((20, 35, 45, 60, 75, 80, 120, 150, 180, 240, 300, 450, 500, 850, 1200))
    return rng.randint(12, 480) + rng.choice((0.5, 0.25, 0.75, 0.99, 0.9))


def _percentage(field: Field, setting: Setting) -> JSON:
    described = str(field.schema.get("description", "")).lower()
    if "decimal" in described or "0.05" in described:
        return setting.rng.choice((0.03, 0.04, 0.045, 0.05, 0.06, 0.075))
    if type_of(field.schema) == "integer":
        return setting.rng.choice((5, 8, 10, 12, 15, 18, 20, 25))
    return setting.rng.choice((2.5, 3.2, 3.75, 4.5, 5.25, 6.4, 7.5, 12.5))


def _between(least: float, most: float, step: float = 1) -> Callable[[Field, Setting], JSON]:
    def rule(field: Field, setting: Setting) -> JSON:
        steps = int((most - least) / step)
        value = least + step * setting.rng.randint(0, steps)
        whole = type_of(field.schema) != "number" or float(value).is_integer()
        return round(value) if whole else round(value, 2)

    return rule


def _one_of(*options: JSON) -> Callable[[Field, Setting], JSON]:
    return lambda _field, setting: setting.rng.choice(options)


def _duration(field: Field, setting: Setting) -> JSON:
    text = " ".join(field.meaning.words) + " " + str(field.schema.get("description", "")).lower()
    for word, least, most in (
        ("second", 15, 90),
        ("minute", 15, 90),
        ("hour", 1, 12),
        ("night", 2, 6),
        ("day", 2, 14),
        ("week", 1, 8),
        ("month", 3, 36),
        ("year", 2, 25),
    ):
        if word in text:
            return setting.rng.randint(least, most)
    return setting.rng.randint(5, 45)


def _color(field: Field, setting: Setting) -> JSON:
    described = (" ".join(field.meaning.words) + str(field.schema.get("description", ""))).lower()
    if "hex" in described:
        return setting.rng.choice(pools.HEX_COLORS)
    return setting.rng.choice(pools.COLORS)


def _unit(field: Field, setting: Setting) -> JSON:
    described = str(field.schema.get("description", "")).lower()
    for name, units in pools.UNITS.items():
        if name in described:
            return setting.rng.choice(units)
    return setting.rng.choice(pools.UNITS["length"])


def _currency(field: Field, setting: Setting) -> JSON:
    text = " ".join(field.meaning.words)
    away = re.search(r"\b(to|target|quote|output|destination|second)\b", text)
    if away or not setting.is_first("currency"):
        return setting.rng.choice([code for code in pools.CURRENCIES if code != setting.currency])
    return setting.currency


def _crypto(field: Field, setting: Setting) -> JSON:
    described = (" ".join(field.meaning.words) + str(field.schema.get("description", ""))).lower()
    symbol = re.search(r"symbol|ticker|btc", described)
    return setting.rng.choice(pools.CRYPTO if symbol else pools.CRYPTO_NAMES)


_CRYPTO_TEXT = re.compile(r"\bcrypto|\bcoins?\b|\btokens?\b|\bbtc\b|bitcoin")


def _ticker(field: Field, setting: Setting) -> JSON:
    described = str(field.schema.get("description", "")).lower()
    listed = "aapl" in described or "stock" in described or "equity" in described
    crypto = not listed and _CRYPTO_TEXT.search(described)
    return setting.rng.choice(pools.CRYPTO if crypto else pools.TICKERS)


def _language(field: Field, setting: Setting) -> JSON:
    if "locale" in field.meaning.words:
        return TECHNICAL_RULES["language_tag"](field, setting)
    described = str(field.schema.get("description", "")).lower()
    code = re.search(r"code|'en'|\"en\"|e\.g\.?,? ?en\b|iso", described)
    return setting.rng.choice(pools.LANGUAGES if code else pools.LANGUAGE_NAMES)


def _uuid(_field: Field, setting: Setting) -> JSON:
    return str(uuid.UUID(int=setting.rng.getrandbits(128), version=4))


_PERSONS = re.compile(
    r"\b(?:person|customer|user|employee|patient|student|contact|guest|individual|recipient|author)"
    r"(?:'s)?\b(?! (?:group|list|id))"
)
_NAMED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("city", tuple(place[0] for place in pools.CITIES)),
    ("country", tuple(place[1] for place in pools.CITIES)),
    ("company", pools.COMPANIES), ("movie", pools.MOVIES), ("film", pools.MOVIES),
    ("book", pools.BOOKS), ("song", pools.SONGS), ("game", pools.GAMES),
    ("product", pools.PRODUCTS), ("event", pools.EVENTS), ("team", pools.TEAMS),
    ("sport", pools.SPORTS), ("animal", pools.ANIMALS), ("playlist", pools.PLAYLISTS),
    ("skill", pools.SKILLS), ("file", pools.FILES), ("language", pools.LANGUAGE_NAMES),
    ("color", pools.COLORS), ("pokemon", pools.POKEMON), ("artist", pools.ARTISTS),
)  # fmt: skip


def _name(field: Field, setting: Setting) -> JSON:
    described = str(field.schema.get("description", "")).lower()
    text = f"{' '.join(field.meaning.words)} {field.noun.lower()} {described}"
    if _PERSONS.search(text):
        return _person(field, setting)
    if field.noun == "name" and re.search(r"\b(?:whose|for which|first|last|full)\b", described):
        return _person(field, setting)
    words = set(re.findall(r"[a-z]+", text))
    for word, pool in _NAMED:
        if word in words:
            return setting.rng.choice(pool)
    return guessed(field, setting.rng) or label_for(field, setting.rng)


_COUNT_WORDS = re.compile(r"\b(?:number|count|amount|integer) of\b")


def _text(field: Field, setting: Setting) -> JSON:
    value = guessed(field, setting.rng)
    if value is not None:
        return value
    described = str(field.schema.get("description", "")).lower()
    if re.search(r"\b(?:text|sentence|content|paragraph|message)\b", described):
        return setting.rng.choice(pools.MESSAGES)
    if re.search(r"\b(?:topic|subject|search|query|keyword|term)s?\b", described):
        return setting.rng.choice(pools.TOPICS)
    if _COUNT_WORDS.search(described):
        return str(setting.rng.randint(2, 40))
    default = field.schema.get("default")
    if isinstance(default, str) and 0 < len(default) <= 40:
        return default
    return label_for(field, setting.rng)


def _category(field: Field, setting: Setting) -> JSON:
    return guessed(field, setting.rng) or setting.rng.choice(pools.CATEGORIES)


def _plain_number(least: float, most: float, step: float) -> Callable[[Field, Setting], JSON]:
    drawn = _between(least, most, step)

    def rule(field: Field, setting: Setting) -> JSON:
        value = guessed(field, setting.rng)
        if value is not None:
            return value
        default = field.schema.get("default")
        usual = isinstance(default, int | float) and not isinstance(default, bool) and default > 1
        return default if usual and setting.rng.random() < 0.5 else drawn(field, setting)

    return rule


_VIN_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_Rule = Callable[[Field, Setting], JSON]
_RULES: dict[str, _Rule] = TECHNICAL_RULES | {
    "identifier": _identifier, "date": moments.date, "datetime": moments.moment,
    "time": moments.time,
    "epoch": moments.epoch, "year": moments.year, "month": moments.month,
    "city": places.city, "country": places.country, "country_code": places.country_code,
    "airport": places.airport, "latitude": places.latitude, "longitude": places.longitude,
    "coordinates": places.coordinates, "us_state": places.state,
    "postal_code": places.postal_code,
    "person_name": _person, "email": _email, "username": _username, "phone": _phone, "url": _url,
    "address": _address, "price": _price, "percentage": _percentage,
    "color": _color, "unit": _unit, "currency": _currency, "crypto": _crypto,
    "language": _language, "uuid": _uuid, "name": _name,
    "credential": lambda _f, w: f"{w.rng.getrandbits(64):016x}",
    "password": lambda _f, w: f"{w.rng.choice(pools.WORDS).title()}-{w.rng.randint(100, 999)}!",
    "ip_address": lambda _f, w: f"203.0.113.{w.rng.randint(2, 250)}",
    "mac_address": lambda _f, w: f"02:00:5e:10:{w.rng.randint(16, 255):02x}:4c",
    "domain": lambda _f, w: w.rng.choice(pools.HOSTS),
    "wallet_address": lambda _f, w: f"0x{w.rng.getrandbits(160):040x}",
    "isbn": lambda _f, w: f"978{w.rng.randint(10**9, 10**10 - 1)}",
    "vin": lambda _f, w: "1HG" + "".join(w.rng.choice(_VIN_SIGNS) for _ in range(14)),
    "iban": lambda _f, w: f"DE{w.rng.randint(10, 99)}{w.rng.randint(10**17, 10**18 - 1)}",
    "age": _between(19, 74), "person_height": _between(155, 192),
    "weight": _between(50, 95), "temperature": _between(-5, 35),
    "page": _between(1, 4), "limit": _one_of(3, 5, 10, 15, 20, 25), "day_of_month": _between(1, 28),
    "integer": _plain_number(2, 60, 1), "number": _plain_number(1.5, 90, 0.5),
    "width": _plain_number(3, 60, 1), "rating": _plain_number(1, 5, 1),
    "quantity": _plain_number(2, 8, 1), "duration": _duration, "distance": _plain_number(2, 50, 1),
    "category": _category,
    "weekday": _one_of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "iso_duration": _one_of("PT30M", "PT1H", "PT2H", "P1D", "PT15M"),
    "timezone": _one_of(*pools.TIMEZONES), "gender": _one_of("male", "female"),
    "region": places.region, "query": _one_of(*pools.TOPICS),
    "company": lambda _f, w: w.company if w.rng.random() < 0.5 else w.rng.choice(pools.COMPANIES),
    "movie": _one_of(*pools.MOVIES), "book": _one_of(*pools.BOOKS), "song": _one_of(*pools.SONGS),
    "playlist": _one_of(*pools.PLAYLISTS), "genre": _one_of(*pools.GENRES),
    "mood": _one_of(*pools.MOODS), "cuisine": _one_of(*pools.CUISINES),
    "ingredients": _one_of(*pools.INGREDIENTS), "diet": _one_of(*pools.DIETS),
    "team": _one_of(*pools.TEAMS), "league": _one_of(*pools.LEAGUES),
    "sport": _one_of(*pools.SPORTS), "game": _one_of(*pools.GAMES),
    "pokemon": _one_of(*pools.POKEMON), "animal": _one_of(*pools.ANIMALS),
    "car_model": lambda _f, w: w.rng.choice(pools.cars()), "product": _one_of(*pools.PRODUCTS),
    "job_title": _one_of(*pools.JOBS), "skill": _one_of(*pools.SKILLS),
    "headline": _one_of(*pools.HEADLINES), "event_name": _one_of(*pools.EVENTS),
    "message": _one_of(*pools.MESSAGES),
    "hashtag": _one_of("travel", "sunset", "recipes", "design", "running", "gardening"),
    "word": _one_of(*pools.WORDS), "expression": _one_of(*pools.EXPRESSIONS),
    "code": _one_of(*pools.CODE),
    "ticker": _ticker, "file_name": _one_of(*pools.FILES),
    "file_path": lambda _f, w: w.rng.choice(pools.FOLDERS),
    "sort": _one_of("relevance", "date", "price"),
    "output_format": _one_of("json", "csv"),
}  # fmt: skip
