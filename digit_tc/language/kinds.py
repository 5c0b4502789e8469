"""What kind of value a field holds: a city, an order's id, a price, a check-in date.

A kind is a short name. It decides how values are invented, how people say them, and which fields
can feed which. Rules are tried in order and the first that fits wins; a rule looks at the words of
the field's name, at its JSON Schema type, and where that is not enough at its description.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from digit_tc.language.words import singular, words_in


class Meaning(NamedTuple):
    """The kind of a field with the words that it is called by."""

    kind: str
    """From `KINDS`, such as `city`, `identifier` or `price`; `text` where nothing fits."""
    entity: str
    """For an identifier the thing identified, such as `order`; else empty."""
    words: tuple[str, ...]
    """Words of the field's name."""


# kind, JSON types that it may have ("" = any), pattern over the words of the name.
_BY_NAME: tuple[tuple[str, str, str], ...] = (
    ("credential", "string", r"\b(api|rapid|access|auth|secret|client|bearer|private|app) ?(key|token|secret)\b|\bapikey\b|^token$|^(x )?auth(orization)?( token)?$|\bapi secret\b|^rapidapi"),
    ("password", "string", r"\bpass(word|code|phrase|wd)\b"),
    ("email", "string array", r"\be ?mails?\b|\bemail ?address(es)?\b|^(cc|bcc)$|^attendees$"),
    ("phone", "string", r"\b(phone|telephone|mobile|fax|whatsapp|msisdn)\b( number)?"),
    ("url", "string array", r"\b(url|uri|urls|website|webpage|link|href|endpoint|homepage|permalink)\b"),
    ("ip_address", "string", r"\bip( ?v[46])?( address)?$|^ip\b"),
    ("mac_address", "string", r"\bmac( address)\b"),
    ("domain", "string", r"\b(domain|hostname|host name|fqdn)\b|^host$"),
    ("uuid", "string", r"\b(uuid|guid)s?\b"),
    ("wallet_address", "string", r"\b(wallet|contract|token|eth|bitcoin|btc) address(es)?\b"),
    ("isbn", "string", r"\bisbn\b"),
    ("vin", "string", r"\bvin\b"),
    ("iban", "string", r"\biban\b"),
    ("postal_code", "", r"\b(zip|postal|post) ?(code)?s?$|\bzipcode\b|\bpostcode\b|\bpincode\b|^zip\b"),
    ("latitude", "", r"\b(lat|latitude)\d?\b"),
    ("longitude", "", r"\b(lon|lng|long|longitude)\d?$"),
    ("airport", "string", r"\b(airport|iata|icao)\b"),
    ("country_code", "string", r"\bcountry (iso )?code\b|\bcountries? iso\b|^cc$|^geo$"),
    ("language", "string", r"\b(lang|language|locale|hl)s?\b( code)?$|^language\b"),
    ("currency", "string", r"\bcurrenc(y|ies)\b|\b(base|quote|target|source) ?cur(r)?\b|^(from|to) (cur|ccy)$|^ccy$|^fiat$"),
    ("crypto", "string", r"\b(crypto|coin|coins|cryptocurrency)\b( id| name| symbol| ticker)?$"),
    ("ticker", "string array", r"\b(ticker|tickers|stock symbols?|symbols?|stock( name)?|stonk)\b$"),
    ("timezone", "string", r"\b(time ?zone|tz)\b"),
    ("start_datetime", "string", r"$^"),
    ("color", "string", r"\b(colou?r|hex|rgb)\b(?! mode| space)"),
    ("gender", "string", r"\b(gender|sex)\b"),
    ("year", "", r"\b(year|yyyy|yr)s?$|\byear (from|to|min|max|start|end)$"),
    ("month", "", r"^(month|mm)$|\bmonth( number)?$"),
    ("weekday", "string", r"\bday of( the)? week\b|\bweekday\b"),
    ("day_of_month", "integer number", r"^(day|dd)$"),
    ("datetime", "string", r"\b(date ?time|timestamp|(created|updated|started|ended|starts|ends|published|due|expires|scheduled|start|end) at|before|after)\b"),
    ("epoch", "integer number", r"\b(timestamp|epoch|unix( time)?)\b"),
    ("date", "string", r"\b(date|day|dob|birthday|birthdate|deadline|due|check ?in|check ?out|since|until)\b(?! range| format| type)|^(from|to) date\b|\bdate\b"),
    ("time", "string", r"\b(time|start time|end time|hour|at)$(?<!zone)(?<!time frame)"),
    ("page", "integer number string", r"\bpage( number| no| num| index)?$|^p$|^offset$|^skip$|\boffset$|^start$|\bcursor\b|\bpage token\b"),
    ("limit", "integer number", r"\b(limit|per page|page size|max results?|num results|number of results|results? (per page|count|limit)|top ?k|top ?n|count|size|rows|take|max items|first)$|\bmax(imum)? (number|results|count|items)\b|\bnum(ber)? of (results|items|articles)\b"),
    ("sort", "string", r"\b(sort|order ?by|sort ?by|sort order|ordering|sort type|direction)\b"),
    ("output_format", "string", r"\b(output|response|return|result|file)? ?format$|^(fmt|alt|output|output type)$|^callback$"),
    ("percentage", "integer number", r"\b(percent|percentage|pct|share|discount|tip|tax rate|interest rate|rate|roi|apr|apy|margin)\b(?! limit)"),
    ("price", "integer number", r"\b(price|cost|amount|budget|fee|salary|income|balance|total|payment|fare|rent|principal|deposit|loan|investment|revenue|spend|expense|bill|donation|tax|wage|debt|mortgage|value|assets?|proceeds)\b(?! id)(?!.*\b(count|number|quantity)\b)"),
    ("age", "integer number", r"\bages?\b"),
    ("person_height", "integer number", r"^height( cm| in)?$|\bheight (in )?(cm|inches|meters|feet)"),
    ("weight", "integer number", r"\b(weight|mass)\b"),
    ("width", "integer number", r"\b(width|height|length|depth|thickness|side|base|radius|diameter|perimeter|x|y|dimension|size)\d?$"),
    ("temperature", "integer number", r"\b(temp|temperature|celsius|fahrenheit|kelvin)\b"),
    ("distance", "integer number", r"\b(distance|radius|range|miles|kilometers|km|altitude|elevation)\b"),
    ("duration", "integer number", r"\b(duration|minutes|hours|days|nights|seconds|weeks|months|years|term|period|timeout|interval|length of stay|delay|tenure|lifespan)\b"),
    ("rating", "integer number", r"\b(rating|stars|score|grade|priority|difficulty|level|rank|intensity|brightness|volume)\b"),
    ("quantity", "integer number", r"\b(quantity|qty|guests|adults|children|rooms|people|persons|passengers|travell?ers|seats|tickets|party size|servings|copies|units|number|num|amount|pieces|sides|dice|rolls|words|paragraphs|attempts|points|steps|calories|infants|pets|bedrooms|bathrooms)\b"),
    ("query", "string", r"\b(query|q|search|keyword|keywords|search (term|text|topic|query|string|word)s?|term|terms|phrase|topic|topics|subject matter|question|search ?topic|interest)\b$|^(query|search|keyword)\b"),
    ("username", "string", r"\b(user ?names?|handle|screen name|nickname|login|twitter|instagram|tiktok|summoner|gamertag|usr|account name)\b|^user$|^author id$"),
    ("file_path", "string", r"\b(path|directory|folder|dir|filepath|file path)\b"),
    ("file_name", "string", r"\b(file ?name|document|attachment|file)s?$"),
    ("coordinates", "string", r"\b(coordinates?|coords|lat ?(lng|lon|long)|geo ?location|latlng)\b"),
    ("address", "string", r"\baddress(es)?\b|\bstreet\b"),
    ("country", "string", r"\b(country|nation|countries|nationality)\b"),
    ("us_state", "string", r"^(state|province)( name)?$|\bstate$"),
    ("region", "string", r"\b(region|area|territory|continent|county|district)\b"),
    ("city", "string", r"\b(city|cities|town|location|locations|destination|origin|place|departure|arrival|venue city|locality|where|municipality|pickup|dropoff)\b( city| location| name)?$|^(start|end|current|pickup|drop ?off) (location|point|city|address)$"),
    ("company", "string", r"\b(company|employer|business|brand|organi[sz]ation|manufacturer|merchant|vendor|make|payee|biller|store|shop|supplier)\b( name)?$"),
    ("person_name", "string array", r"\b(first|last|full|given|family|middle|customer|patient|guest|passenger|recipient|sender|student|employee|person|contact|client|user|author|artist|actor|actress|singer|director|player|owner|host|doctor|teacher|friend|driver|candidate|account holder|cardholder|participant|celebrity|manager|coach|assignee|attendee|member|composer)( s)? names?$|^(recipient|sender|attendees|participants|assignee|organizer|guests?|passengers?|people|persons?|name1|name2|full name|author|artist|actor|director|celebrity|names)$"),
    ("movie", "string", r"\b(movie|film|tv show|show)\b( title| name)?$"),
    ("book", "string", r"\bbook\b( title| name)?$"),
    ("song", "string", r"\b(song|track|album)\b( title| name)?$"),
    ("playlist", "string", r"\bplaylist\b( title| name)?$"),
    ("genre", "string", r"\bgenres?\b"),
    ("mood", "string", r"\b(mood|emotion|feeling|sentiment)\b"),
    ("cuisine", "string", r"\b(cuisine|food type|dish|meal|recipe)\b( type| name)?$"),
    ("ingredients", "string array", r"\b(ingredients?|foods?|food items?|allerg(y|ies|ens?))\b( name| list)?$"),
    ("diet", "string", r"\b(diet|dietary)\b"),
    ("team", "string", r"\b(team|club)s?\b( ?\d| name)?$"),
    ("league", "string", r"\b(league|tournament|competition)\b( name)?$"),
    ("sport", "string", r"\bsports?\b( name)?$"),
    ("game", "string", r"\bgames?\b( name| title)?$"),
    ("pokemon", "string", r"\bpokemon\b"),
    ("animal", "string", r"\b(animal|pet|breed|species)\b( type| name)?$"),
    ("car_model", "string", r"\b(car|vehicle)\b( model| name)?$|^model$"),
    ("product", "string array", r"\b(product|item|products|items|gadget|device)\b( name| title)?$"),
    ("job_title", "string", r"\b(job|position|occupation|profession|role|job title)\b( title)?$"),
    ("skill", "string array", r"\bskills?\b"),
    ("headline", "string", r"\b(title|headline|subject|heading)\b$"),
    ("event_name", "string", r"\b(event|meeting|appointment|reminder|occasion|holiday|task|todo|activity)\b( name| title)?$"),
    ("message", "string", r"\b(message|body|content|text|note|notes|comment|description|caption|sms|tweet|post|memo|reason|instructions?|details|paragraph|sentence|article|essay|feedback|remark|summary|bio|transcript|story|input text)\b$"),
    ("hashtag", "string array", r"\b(hash ?tags?|tags?|labels?)\b$"),
    ("word", "string array", r"\bwords?\b|^(char|character|letter|string|str|s1|s2|string ?\d)$"),
    ("unit", "string", r"\bunits?\b( system| of measure(ment)?)?$|^(from|to) unit$|^measurement$"),
    ("expression", "string", r"\b(expression|equation|formula|function|polynomial)\b"),
    ("code", "string", r"\b(source code|code snippet|snippet|script|sql|regex|html|css|json|xml|yaml|csv|markdown|jwt)\b"),
    ("category", "string", r"\b(category|categories|type|kind|class|section|department|style|theme|mode|method|status|state|plan|tier|variant|model|level|priority|size|shape|scope|action|operation|op)\b$"),
    ("name", "string", r"\bnames?$"),
)  # fmt: skip

_BY_FORMAT = {
    "date": "date", "date-time": "datetime", "time": "time", "email": "email", "uri": "url",
    "url": "url", "uuid": "uuid", "ipv4": "ip_address", "hostname": "domain", "phone": "phone",
    "password": "password", "duration": "iso_duration", "timedelta": "iso_duration",
}  # fmt: skip

_BY_DESCRIPTION: tuple[tuple[str, str, str], ...] = (
    ("credential", "string", r"\b(api|rapidapi|access|authentication|secret) (key|token)\b"),
    ("email", "string", r"\be-?mail address\b"),
    ("url", "string", r"\burl\b|\blink to\b"),
    ("date", "string", r"yyyy-mm-dd|\bdate (?:of|on|for|to|when|from)\b|\b(?:start|end|specific) date\b"),
    ("latitude", "", r"^(the )?latitude\b"),
    ("longitude", "", r"^(the )?longitude\b"),
    ("year", "", r"\bthe year\b"),
    ("identifier", "string integer", r"\b(unique )?(identifier|id)\b (of|for)\b|\bids?\b of the\b|\b(the|a|unique) \w+ id\b|^\w+ id\b"),
    ("country_code", "string", r"\bcountry code\b"),
    ("currency", "string", r"\bcurrency code\b|\bcurrency\b"),
    ("ticker", "string", r"\b(stock|ticker|trading) symbol\b|\bticker\b"),
    ("language", "string", r"\blanguage code\b|\bthe language\b"),
    ("query", "string", r"\b(search (query|term|keyword|string)|keywords?|to search for|topic)\b"),
    ("username", "string", r"\busername\b"),
    ("city", "string", r"\b(city|location)\b"),
    ("country", "string", r"\bcountry\b"),
    ("percentage", "number integer", r"\b(percent|percentage|interest rate)\b"),
    ("price", "number integer", r"\b(price|cost|amount of money|in dollars|salary|budget)\b"),
    ("limit", "number integer", r"\b(maximum number|number of (results|items|records))\b"),
    ("duration", "number integer", r"\bnumber of (days|years|months|hours|minutes|seconds)\b"),
    ("person_name", "string", r"\bname of the (person|user|artist|author|customer|actor|patient|player|contact|employee)\b"),
    ("company", "string", r"\b(company|brand)\b"),
    ("message", "string", r"\b(text|content|message) (to|of|that)\b"),
    ("name", "string", r"\bname of\b"),
    ("word", "string", r"\b(word|string)\b"),
)  # fmt: skip

KINDS: tuple[str, ...] = tuple(
    dict.fromkeys(
        ["identifier", "boolean", "choice", "number", "integer", "text", *_BY_FORMAT.values()]
        + [kind for kind, _types, _rule in (*_BY_NAME, *_BY_DESCRIPTION)]
    )
)
_NAME_RULES = tuple((kind, types.split(), re.compile(rule)) for kind, types, rule in _BY_NAME)
_DESCRIPTION_RULES = tuple(
    (kind, types.split(), re.compile(rule, re.I)) for kind, types, rule in _BY_DESCRIPTION
)
_IDENTIFIER = re.compile(
    r"^(?:(?P<before>.+) )?(?:ids?|identifiers?|uids?|number id|key id|slug|reference|ref|sku|asin)$"
    r"|^ids? (?:of )?(?P<after>.+)$"
)
_NUMBERED = re.compile(
    r"^(?P<entity>order|invoice|tracking|confirmation|account|booking|ticket|case|reservation|"
    r"flight|policy|reference|card|license|passport|transaction|serial|shipment|"
    r"routing)( (?:number|no|num|code))$"
)


def meaning_of(name: str, schema: Mapping[str, Any], owner: str = "") -> Meaning:
    """The meaning of one scalar field, or of the items of an array of scalars.

    `owner` is the noun of the tool or collection that holds the field: `id` of an `order` is an
    order's id.
    """
    json_type = schema.get("type", "string")
    if isinstance(json_type, list):
        json_type = next((one for one in json_type if one != "null"), "string")
    return _meaning(
        name,
        str(json_type),
        str(schema.get("format", "")),
        str(schema.get("description", ""))[:400],
        bool(schema.get("enum")) or "const" in schema,
        owner,
    )


@lru_cache(maxsize=100_000)
def _meaning(
    name: str, json_type: str, form: str, description: str, listed: bool, owner: str
) -> Meaning:
    words = words_in(name, description)
    text = " ".join(words)
    if json_type == "boolean":
        return Meaning("boolean", "", words)
    if listed:
        return Meaning("choice", "", words)
    kind = _BY_FORMAT.get(form, "")
    if kind and json_type == "string" and kind != "uuid":
        return Meaning(kind, "", words)
    entity = _entity(text, owner)
    if entity is not None and json_type in ("string", "integer", "number", "array"):
        return Meaning("identifier", entity, words)
    if kind:
        return Meaning(kind, "", words)
    for kind, types, rule in _NAME_RULES:
        if (not types or json_type in types) and rule.search(text):
            return Meaning(kind, "", words)
    for kind, types, rule in _DESCRIPTION_RULES:
        if (not types or json_type in types) and rule.search(description):
            found = _entity_in_description(description) if kind == "identifier" else ""
            return Meaning(kind, found or owner if kind == "identifier" else "", words)
    if json_type in ("integer", "number"):
        return Meaning(json_type, "", words)
    return Meaning("text", "", words)


def _entity(text: str, owner: str) -> str | None:
    found = _IDENTIFIER.match(text)
    if found:
        if text in ("reference", "ref", "key id"):
            return owner or text
        entity = found["before"] or found["after"] or owner
        entity = re.sub(r"^(is|the|by|external|unique|internal) ", "", entity)
        return singular(entity.split()[-1]) if entity else ""
    numbered = _NUMBERED.match(text)
    return numbered["entity"] if numbered else None


_DESCRIBED_ENTITY = re.compile(
    r"\b(?:id|identifier)s? (?:of|for) (?:the |a |an )?(?:specific |given |specified )?(\w+)"
    r"|\b(\w+)(?:'s)? (?:unique )?(?:id|identifier)\b",
    re.I,
)


def _entity_in_description(description: str) -> str:
    for found in _DESCRIBED_ENTITY.finditer(description):
        word = (found[1] or found[2]).lower()
        if word not in ("the", "a", "an", "unique", "is", "of", "your", "this", "which", "by"):
            return singular(word)
    return ""
