"""Semantic kinds: names under which the same sort of value goes about."""

from __future__ import annotations

from digit_tc.graph.vocabulary import word_set

KINDS: dict[str, str] = {
    "email": "email email_address mail e_mail emailaddress mail_address",
    "phone": "phone phone_number telephone telephone_number mobile mobile_number cell_phone "
    "contact_number phonenumber",
    "city": "city city_name town name_of_city",
    "country": "country country_name",
    "country code": "country_code iso_country country_iso iso_country_code",
    "postal code": "zip zip_code zipcode postal_code postcode post_code",
    "street": "street street_address address_1 address1 address_line_1 street_1 line_1",
    "second address line": "address_2 address2 address_line_2 street_2 line_2 street_line_2",
    "region": "state_code us_state province state_province state_name province_name",
    "date of birth": "dob birth_date birthdate date_of_birth birthday",
    "address": "address full_address formatted_address mailing_address delivery_address "
    "shipping_address",
    "ticker": "ticker stock_symbol ticker_symbol company_symbol share_symbol stock_ticker "
    "quote_symbol asset_symbol coin_symbol crypto_symbol cryptocurrency_symbol instrument_symbol",
    "airport": "airport_code iata iata_code airport_iata airport_iata_code airport",
    "currency": "currency currency_code currency_iso",
    "latitude": "latitude lat",
    "longitude": "longitude lon lng long",
    "isbn": "isbn book_isbn isbn13 isbn_13",
    "ip address": "ip ip_address ipaddress ipv4",
    "token": "token access_token auth_token session_token bearer_token authentication_token "
    "session_key",
    "user name": "username user_name screen_name login user_handle user_username user_login",
    "first name": "first_name given_name firstname",
    "last name": "last_name family_name surname lastname",
    "domain": "domain domain_name hostname host_name",
    "location": "location place location_name place_name",
    "amount": "amount amount_due total_amount",
    "tracking number": "tracking_number tracking_code tracking_id tracking_no",
    "time zone": "timezone time_zone tz timezone_name",
    "vin": "vin vehicle_vin vehicle_identification_number",
    "company": "company company_name",
    "flight number": "flight_number flight_no flight_code",
}
"""Kind → names, words joined by `_`."""

BROADER: dict[str, dict[str, float]] = {
    "location": {"city": 0.72, "address": 0.72, "country": 0.6},
    "address": {"street": 0.7},
}
"""What a wider kind of parameter also takes, and how well."""

DESCRIBED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("airport", ("airport", "iata")),
    ("city", ("city", "town")),
    ("email", ("email",)),
    ("phone", ("phone",)),
    ("currency", ("currency",)),
    ("address", ("address",)),
)
"""Kinds that a description may give to a name that only names a role, such as `origin`."""

PLACES = frozenset({"city", "postal code", "street", "country", "second address line"})
"""Kinds beside which a `state` is a part of a country, and no condition."""

HANDLES = frozenset({"ticker", "isbn", "vin", "tracking number", "flight number", "airport"})
"""Kinds that tell which thing is meant as an id does."""

PERSONAL = frozenset({"user name", "email", "phone", "first name", "last name", "token"})
"""Kinds that are a person's own: nobody logs in with those of somebody who was found."""

DESCRIBED_ROLES = word_set(
    "from to origin destination source target departure arrival recipient sender"
)

CODES: tuple[tuple[str, str], ...] = (
    ("postal code", r"(?:zip ?codes?|postal codes?|postcodes?) (?:of|for)"),
    ("airport", r"(?:iata |airport )(?:airport )?codes? (?:of|for)"),
)
"""Kinds that a description may begin with where a place goes by a code: "ZIP code of the city"."""

COINS = word_set("crypto cryptocurrency coin token blockchain nft wallet bitcoin")
SHARES = word_set("stock share company equity fund etf")
"""Words of the two markets whose signs are both called symbols."""

NO_STREET = word_set(
    "contract wallet ip mac email token memory web url blockchain crypto smart coin"
)
"""Owners whose address is no place."""

MEASURES = word_set("price cost fare fee rate distance duration weight volume speed temperature")
"""Attributes that one tool works out and another one asks for, whatever they are measured of."""

PHYSICAL = word_set("distance volume speed")
"""Those of them that mean the same of whatever they are."""

MONEY = word_set("price cost fare fee total_price total_cost total grand_total total_fare")
"""Names whose value a plain `amount` may take over within one namespace."""

TRADED = word_set(
    "stock company ticker share quote crypto coin cryptocurrency asset security instrument "
    "equity market portfolio holding watchlist"
)

BY_NAME: dict[tuple[str, ...], str] = {
    tuple(name.split("_")): kind for kind, names in KINDS.items() for name in names.split()
}
