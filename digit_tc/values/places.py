"""Places: everything geographic in one call belongs to one city, apart from where one goes."""

from __future__ import annotations

import re

from digit_tc.records import JSON
from digit_tc.values import pools
from digit_tc.values.fields import Field, type_of
from digit_tc.values.setting import Setting

_AWAY = re.compile(r"\b(?:destination|dest|to|arrival|dropoff|second|2|end|target)\b")
_LOW = re.compile(r"\b(?:min|sw|south|west|bottom|left|lower)\b")
_HIGH = re.compile(r"\b(?:max|ne|north|east|top|right|upper)\b")
_CODE = re.compile(r"two-letter|2-letter|two letter|alpha-?2|country code|iso ?3166|iso code")
Place = tuple[str, str, str, str, float, float]


def _place(field: Field, setting: Setting, kind: str) -> Place:
    first = setting.is_first(kind)
    if first and not _AWAY.search(" ".join(field.meaning.words)):
        return setting.spot
    others = [city for city in setting.rng.sample(pools.CITIES, 3) if city[1] != setting.spot[1]]
    return others[0] if others else setting.spot


def city(field: Field, setting: Setting) -> JSON:
    """A city; with its state or country where the description wants both."""
    described = str(field.schema.get("description", "")).lower()
    if re.search(r"latitude ?(?:/|,|and) ?longitude|\blat,? ?l(?:ng|on)\b", described):
        return coordinates(field, setting)
    place = _place(field, setting, "city")
    state = pools.STATES_OF.get(place[0])
    if re.search(r"city(?: and|,) (?:the )?(?:state|province)|san francisco, ca", described):
        return f"{place[0]}, {state[1]}" if state else place[0]
    if re.search(r"city(?: and|,)? (?:the )?country", described):
        return f"{place[0]}, {place[1]}"
    return place[0]


def country(field: Field, setting: Setting) -> JSON:
    """A country by name, or by code where the description wants one."""
    place = _place(field, setting, "country")
    described = str(field.schema.get("description", "")).lower()
    most = field.schema.get("maxLength", 99)
    return place[2] if _CODE.search(described) or most == 2 else place[1]


def country_code(field: Field, setting: Setting) -> JSON:
    """A two-letter country code, in small letters where the examples are."""
    code = _place(field, setting, "country")[2]
    described = str(field.schema.get("description", ""))
    return code.lower() if re.search(r"['\"(](?:us|gb|de|fr|in)\b|lower", described) else code


def airport(field: Field, setting: Setting) -> JSON:
    """An airport by its IATA code."""
    return _place(field, setting, "airport")[3]


def latitude(field: Field, setting: Setting) -> JSON:
    """The latitude of the call's city, or of an edge of a box around it."""
    return round(setting.spot[4] + _edge(field) + _apart(setting, "latitude"), 4)


def longitude(field: Field, setting: Setting) -> JSON:
    """The longitude of the call's city, or of an edge of a box around it."""
    return round(setting.spot[5] + _edge(field) + _apart(setting, "longitude"), 4)


def _apart(setting: Setting, kind: str) -> float:
    return 0.0 if setting.is_first(kind) else 0.12


def _edge(field: Field) -> float:
    words = " ".join(field.meaning.words)
    if _LOW.search(words):
        return -0.25
    if _HIGH.search(words):
        return 0.25
    return 0.5 if _AWAY.search(words) else 0.0


def coordinates(field: Field, setting: Setting) -> JSON:
    """Latitude and longitude in one text."""
    edge = _edge(field) + (0.0 if setting.is_first("coordinates") else 0.1)
    return f"{round(setting.spot[4] + edge, 4)},{round(setting.spot[5] + edge, 4)}"


def state(field: Field, setting: Setting) -> JSON:
    """The state that the call's city lies in, by name or code."""
    described = str(field.schema.get("description", "")).lower()
    code = re.search(r"\bcode|abbrev|two-letter|2-letter", described)
    known = pools.STATES_OF.get(setting.spot[0]) if setting.is_first("state") else None
    if known:
        return known[1] if code else known[0]
    return setting.rng.choice(pools.STATE_CODES if code else pools.STATES)


def region(field: Field, setting: Setting) -> JSON:
    """The state or a part of the country that the call's city lies in."""
    described = str(field.schema.get("description", "")).lower()
    if _CODE.search(described) or "'us'" in described:
        return setting.spot[2]
    known = pools.STATES_OF.get(setting.spot[0])
    place = known[0] if known else pools.REGIONS_OF.get(setting.spot[2], setting.spot[1])
    return place if setting.is_first("region") else setting.rng.choice(pools.REGIONS)


def postal_code(field: Field, setting: Setting) -> JSON:
    """A postal code of the call's city or country."""
    described = str(field.schema.get("description", "")).lower() + " ".join(field.meaning.words)
    if not setting.is_first("postal_code"):
        return f"{setting.rng.randint(10_001, 98_999)}"
    if "india" in described or "pincode" in described:
        return "560001" if setting.rng.random() < 0.5 else "400001"
    known = pools.STATES_OF.get(setting.spot[0])
    code = known[2] if known else pools.POSTAL_CODES.get(setting.spot[2])
    if code is None or (type_of(field.schema) == "integer" and not code.isdigit()):
        return f"{setting.rng.randint(10_001, 98_999)}"
    return code
