"""For each kind of value a rule that draws one."""

from __future__ import annotations

import datetime as dt
import random
import re
import uuid
from collections.abc import Callable

from digit_tc.records import JSON
from digit_tc.writers.grammar import pools
from digit_tc.writers.grammar.fields import Field, type_of
from digit_tc.writers.grammar.world import World, email_of


def value_of_kind(field: Field, world: World) -> JSON:
    """A value of the field's kind; it may still have to be brought to the field's type or range."""
    rule = _RULES.get(field.kind)
    return rule(field, world) if rule else _text(field, world)


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


def _identifier(field: Field, world: World) -> JSON:
    return identifier(field, world.rng)


def _date(field: Field, world: World) -> JSON:
    rng, text = world.rng, " ".join(field.meaning.words)
    described = str(field.schema.get("description", "")).lower()
    if re.search(r"\b(birth|dob|birthday|birthdate)\b", text + " " + described):
        day = dt.date(rng.randint(1955, 2004), rng.randint(1, 12), rng.randint(1, 28))
    elif world.looks_back or re.search(r"\b(historical|past|history|previous|since)\b", described):
        start, length = world.past
        late = re.search(r"\b(end|to|until|before)\b", text)
        day = start + length if late else start
        if rng.random() < 0.4:
            day -= _days(rng, 1, 25)
    elif re.search(r"\b(check in|checkin|departure)\b", text):
        day = world.trip_start
    elif re.search(r"\b(check out|checkout|return)\b", text):
        day = world.trip_end
    elif re.search(r"\b(check out|checkout|return|end|to|until|departure|before)\b", text) and (
        not text.startswith("departure")
    ):
        day = world.trip_end if rng.random() < 0.6 else world.trip_end + _days(rng, 1, 20)
    elif re.search(r"\b(expir|valid until)\w*\b", text):
        day = world.today + _days(rng, 200, 900)
    elif rng.random() < 0.7:
        day = world.trip_start
    else:
        day = world.today + _days(rng, 1, 45)
    form = _date_form(described)
    return day.strftime(form)


def _date_form(described: str) -> str:
    for told, form in (
        ("yyyy-mm-dd", "%Y-%m-%d"), ("dd/mm/yyyy", "%d/%m/%Y"), ("mm/dd/yyyy", "%m/%d/%Y"),
        ("dd-mm-yyyy", "%d-%m-%Y"), ("mm-dd-yyyy", "%m-%d-%Y"), ("yyyymmdd", "%Y%m%d"),
        ("yyyy/mm/dd", "%Y/%m/%d"), ("dd.mm.yyyy", "%d.%m.%Y"), ("yyyy-mm", "%Y-%m"),
        ("mm/dd", "%m/%d"), ("dd/mm", "%d/%m"),
    ):  # fmt: skip
        if told in described:
            return form
    return "%Y-%m-%d"


def _days(rng: random.Random, least: int, most: int) -> dt.timedelta:
    return dt.timedelta(days=rng.randint(least, most))


def _datetime(field: Field, world: World) -> JSON:
    text = " ".join(field.meaning.words)
    late = re.search(r"\b(end|ends|before|to|until|due|expires)\b", text)
    day = (world.trip_end if late else world.trip_start).isoformat()
    suffix = "Z" if field.schema.get("format") == "date-time" else ""
    return f"{day}T{_clock(world.rng, bool(late))}:00{suffix}"


def _clock(rng: random.Random, late: bool) -> str:
    hour = rng.randint(13, 19) if late else rng.randint(8, 12)
    return f"{hour:02d}:{rng.choice(('00', '15', '30', '45'))}"


def _time(field: Field, world: World) -> JSON:
    late = bool(re.search(r"\b(end|to|until|close)\b", " ".join(field.meaning.words)))
    clock = _clock(world.rng, late)
    described = str(field.schema.get("description", "")).lower()
    return f"{clock}:00" if "hh:mm:ss" in described else clock


def _city(field: Field, world: World) -> JSON:
    text = " ".join(field.meaning.words)
    if re.search(r"\b(destination|to|arrival|dropoff|second|2|end)\b", text):
        others = [city for city in world.rng.sample(pools.CITIES, 2) if city is not world.place]
        return others[0][0]
    described = str(field.schema.get("description", "")).lower()
    if "state" in described and ("e.g" in described or "," in described):
        american = [place for place in pools.CITIES if place[2] == "US"]
        if re.search(r"city(,| and) (the )?state|san francisco, ca", described):
            return world.rng.choice(american)[0]
    if world.rng.random() < 0.65:
        return world.place[0]
    return world.rng.choice(pools.CITIES)[0]


def _place_part(position: int) -> Callable[[Field, World], JSON]:
    def rule(field: Field, world: World) -> JSON:
        text = " ".join(field.meaning.words)
        same = world.rng.random() < 0.6 and not re.search(r"\b(destination|to|arrival|2)\b", text)
        place = world.place if same else world.rng.choice(pools.CITIES)
        value = place[position]
        described = str(field.schema.get("description", "")).lower()
        if position == 1 and re.search(r"two-letter|2-letter|alpha-?2|country code", described):
            value = place[2]
        if position == 2 and re.search(r"'us'|'gb'|\"us\"|lower", described):
            return str(value).lower()
        return value

    return rule


def _person(field: Field, world: World) -> JSON:
    words = field.meaning.words
    rng = world.rng
    person = world.person if rng.random() < 0.4 else rng.choice(pools.people())
    if {"artist", "singer", "composer", "musician"} & set(words):
        return rng.choice(pools.ARTISTS)
    if words[0] in ("first", "given") and len(words) > 1:
        return person.partition(" ")[0]
    if words[0] in ("last", "family", "sur") and len(words) > 1:
        return person.partition(" ")[2]
    return person


def _email(_field: Field, world: World) -> JSON:
    if world.rng.random() < 0.5:
        return world.email
    return email_of(world.rng.choice(pools.people()))


def _username(_field: Field, world: World) -> JSON:
    first, _, last = world.rng.choice(pools.people()).lower().partition(" ")
    return world.rng.choice(
        (f"{first}{last[:1]}{world.rng.randint(2, 99)}", f"{first}.{last}", f"{last}{first[:1]}")
    )


def _phone(_field: Field, world: World) -> JSON:
    return f"+1-{world.rng.randint(202, 989)}-555-01{world.rng.randint(10, 99)}"


def _url(field: Field, world: World) -> JSON:
    rng = world.rng
    described = str(field.schema.get("description", "")).lower() + " ".join(field.meaning.words)
    page = rng.choice(pools.PAGES)
    if "image" in described or "photo" in described or "picture" in described:
        page = rng.choice(
            ("images/harbor.jpg", "photos/team.png", "images/garden.jpg", "photos/old-bridge.jpg")
        )
    elif "video" in described:
        page = rng.choice(("videos/tour.mp4", "videos/interview.mp4", "videos/recipe.mp4"))
    return f"https://{rng.choice(pools.HOSTS)}/{page}"


def _address(_field: Field, world: World) -> JSON:
    return f"{world.rng.randint(2, 240)} {world.rng.choice(pools.streets())}"


def _price(field: Field, world: World) -> JSON:
    rng, text = world.rng, " ".join(field.meaning.words)
    if re.search(
        r"\b(salary|income|mortgage|principal|loan|investment|house|home|property|present|final|future|initial)\b",
        text,
    ):
        return rng.choice(
            (12_000, 25_000, 48_500, 60_000, 72_000, 150_000, 250_000)
        ) + 100 * rng.randint(0, 40)
    if type_of(field.schema) == "integer" or rng.random() < 0.6:
        return rng.choice((20, 35, 45, 60, 75, 80, 120, 150, 180, 240, 300, 450, 500, 850, 1200))
    return rng.randint(12, 480) + rng.choice((0.5, 0.25, 0.75, 0.99, 0.9))


def _percentage(field: Field, world: World) -> JSON:
    described = str(field.schema.get("description", "")).lower()
    if "decimal" in described or "0.05" in described:
        return world.rng.choice((0.03, 0.04, 0.045, 0.05, 0.06, 0.075))
    if type_of(field.schema) == "integer":
        return world.rng.choice((5, 8, 10, 12, 15, 18, 20, 25))
    return world.rng.choice((2.5, 3.2, 3.75, 4.5, 5.25, 6.4, 7.5, 12.5))


def _between(least: float, most: float, step: float = 1) -> Callable[[Field, World], JSON]:
    def rule(field: Field, world: World) -> JSON:
        steps = int((most - least) / step)
        value = least + step * world.rng.randint(0, steps)
        whole = type_of(field.schema) != "number" or float(value).is_integer()
        return round(value) if whole else round(value, 2)

    return rule


def _one_of(*options: JSON) -> Callable[[Field, World], JSON]:
    return lambda _field, world: world.rng.choice(options)


def _duration(field: Field, world: World) -> JSON:
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
            return world.rng.randint(least, most)
    return world.rng.randint(5, 45)


def _color(field: Field, world: World) -> JSON:
    described = (" ".join(field.meaning.words) + str(field.schema.get("description", ""))).lower()
    if "hex" in described:
        return world.rng.choice(pools.HEX_COLORS)
    return world.rng.choice(pools.COLORS)


def _unit(field: Field, world: World) -> JSON:
    described = str(field.schema.get("description", "")).lower()
    for name, units in pools.UNITS.items():
        if name in described:
            return world.rng.choice(units)
    return world.rng.choice(pools.UNITS["length"])


def _currency(field: Field, world: World) -> JSON:
    text = " ".join(field.meaning.words)
    if re.search(r"\b(to|target|quote|output|destination|second)\b", text):
        return world.rng.choice([code for code in pools.CURRENCIES if code != world.currency])
    return world.currency


def _crypto(field: Field, world: World) -> JSON:
    described = (" ".join(field.meaning.words) + str(field.schema.get("description", ""))).lower()
    symbol = re.search(r"symbol|ticker|btc", described)
    return world.rng.choice(pools.CRYPTO if symbol else pools.CRYPTO_NAMES)


def _language(field: Field, world: World) -> JSON:
    described = str(field.schema.get("description", "")).lower()
    code = re.search(r"code|'en'|\"en\"|e\.g\.?,? ?en\b|iso", described)
    return world.rng.choice(pools.LANGUAGES if code else pools.LANGUAGE_NAMES)


def _state(field: Field, world: World) -> JSON:
    described = str(field.schema.get("description", "")).lower()
    code = re.search(r"code|abbrev|two-letter|2-letter", described)
    return world.rng.choice(pools.STATE_CODES if code else pools.STATES)


def _uuid(_field: Field, world: World) -> JSON:
    return str(uuid.UUID(int=world.rng.getrandbits(128), version=4))


def _name(field: Field, world: World) -> JSON:
    rng = world.rng
    described = str(field.schema.get("description", "")).lower()
    words = set(field.meaning.words) | set(re.findall(r"[a-z]+", described))
    if words & {
        "person",
        "customer",
        "user",
        "employee",
        "patient",
        "student",
        "contact",
        "guest",
        "individual",
        "recipient",
        "player",
        "author",
    }:
        return _person(field, world)
    for word, pool in (
        ("city", [c[0] for c in pools.CITIES]),
        ("country", [c[1] for c in pools.CITIES]),
        ("company", pools.COMPANIES),
        ("movie", pools.MOVIES),
        ("book", pools.BOOKS),
        ("song", pools.SONGS),
        ("game", pools.GAMES),
        ("product", pools.PRODUCTS),
        ("event", pools.EVENTS),
        ("team", pools.TEAMS),
        ("recipe", pools.dishes()),
        ("dish", pools.dishes()),
        ("ingredient", pools.INGREDIENTS),
        ("sport", pools.SPORTS),
        ("animal", pools.ANIMALS),
        ("playlist", pools.PLAYLISTS),
        ("skill", pools.SKILLS),
        ("file", pools.FILES),
        ("language", pools.LANGUAGE_NAMES),
        ("color", pools.COLORS),
    ):
        if word in words:
            return rng.choice(pool)
    return (
        f"{rng.choice(pools.THINGS)} {rng.randint(2, 9)}"
        if rng.random() < 0.3
        else rng.choice(pools.THINGS)
    )


def _text(field: Field, world: World) -> JSON:
    described = str(field.schema.get("description", "")).lower()
    if re.search(r"\b(text|sentence|content|paragraph|message)\b", described):
        return world.rng.choice(pools.MESSAGES)
    if re.search(r"\b(topic|subject|search|query|keyword)\b", described):
        return world.rng.choice(pools.TOPICS)
    if re.search(r"\b(comma[- ]separated)\b", described):
        return ",".join(world.rng.sample(pools.THINGS, 2)).lower()
    if re.search(r"\b(number|count|amount|integer|value)\b", described):
        return str(world.rng.randint(2, 40))
    return world.rng.choice(pools.THINGS)


def _month(field: Field, world: World) -> JSON:
    from digit_tc.language.transforms import MONTHS

    if type_of(field.schema) == "string":
        described = str(field.schema.get("description", "")).lower()
        if "mm" in described or "number" in described or "1-12" in described:
            return f"{world.rng.randint(1, 12):02d}"
        return world.rng.choice(MONTHS)
    return world.rng.randint(1, 12)


_Rule = Callable[[Field, World], JSON]
_RULES: dict[str, _Rule] = {
    "identifier": _identifier, "date": _date, "datetime": _datetime, "time": _time,
    "epoch": lambda _f, w: int(dt.datetime.combine(w.trip_start, dt.time(9), dt.UTC).timestamp()),
    "city": _city, "country": _place_part(1), "country_code": _place_part(2),
    "airport": _place_part(3), "latitude": _place_part(4), "longitude": _place_part(5),
    "coordinates": lambda _f, w: f"{w.place[4]},{w.place[5]}",
    "person_name": _person, "email": _email, "username": _username, "phone": _phone, "url": _url,
    "address": _address, "price": _price, "percentage": _percentage, "duration": _duration,
    "color": _color, "unit": _unit, "currency": _currency, "crypto": _crypto,
    "language": _language, "us_state": _state, "uuid": _uuid, "name": _name, "month": _month,
    "credential": lambda _f, w: f"{w.rng.getrandbits(64):016x}",
    "password": lambda _f, w: f"{w.rng.choice(pools.WORDS).title()}-{w.rng.randint(100, 999)}!",
    "ip_address": lambda _f, w: f"203.0.113.{w.rng.randint(2, 250)}",
    "mac_address": lambda _f, w: "02:00:5e:10:" + f"{w.rng.randint(16, 255):02x}:{w.rng.randint(16, 255):02x}",
    "domain": lambda _f, w: w.rng.choice(pools.HOSTS),
    "wallet_address": lambda _f, w: f"0x{w.rng.getrandbits(160):040x}",
    "isbn": lambda _f, w: f"978{w.rng.randint(10**9, 10**10 - 1)}",
    "vin": lambda _f, w: "1HG" + "".join(w.rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(14)),
    "iban": lambda _f, w: f"DE{w.rng.randint(10, 99)}{w.rng.randint(10**17, 10**18 - 1)}",
    "postal_code": lambda _f, w: str(w.rng.randint(10_001, 98_999)),
    "year": _between(1995, 2025), "age": _between(19, 74), "person_height": _between(155, 192),
    "weight": _between(50, 95), "width": _between(3, 60), "temperature": _between(-5, 35),
    "distance": _between(2, 50), "rating": _between(1, 5), "quantity": _between(2, 8),
    "page": _between(1, 4), "limit": _one_of(3, 5, 10, 15, 20, 25), "day_of_month": _between(1, 28),
    "integer": _between(2, 60), "number": _between(1.5, 90, 0.5),
    "weekday": _one_of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "iso_duration": _one_of("PT30M", "PT1H", "PT2H", "P1D", "PT15M"),
    "timezone": _one_of(*pools.TIMEZONES), "gender": _one_of("male", "female"),
    "region": _one_of(*pools.REGIONS), "query": _one_of(*pools.TOPICS),
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
    "message": _one_of(*pools.MESSAGES), "hashtag": _one_of("travel", "sunset", "recipes", "design", "running", "gardening"),
    "word": _one_of(*pools.WORDS), "expression": _one_of(*pools.EXPRESSIONS),
    "code": _one_of(*pools.CODE), "category": _one_of(*pools.CATEGORIES),
    "ticker": _one_of(*pools.TICKERS), "file_name": _one_of(*pools.FILES),
    "file_path": lambda _f, w: w.rng.choice(pools.FOLDERS), "sort": _one_of("relevance", "date", "price"),
    "output_format": _one_of("json", "csv"),
}  # fmt: skip
