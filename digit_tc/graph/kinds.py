"""Semantic kinds: names under which the same sort of value goes about."""

from __future__ import annotations

from digit_tc.graph.vocabulary import word_set

KINDS: dict[str, str] = {
    "email": "email email_address mail e_mail emailaddress mail_address",
    "phone": "phone phone_number telephone telephone_number mobile mobile_number cell_phone "
    "contact_number phonenumber",
    "city": "city city_name town",
    "country": "country country_name",
    "country code": "country_code iso_country country_iso iso_country_code",
    "postal code": "zip zip_code zipcode postal_code postcode post_code",
    "street": "street street_address",
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

DESCRIBED_ROLES = word_set(
    "from to origin destination source target departure arrival recipient sender"
)

MONEY = word_set("price cost fare fee total_price total_cost total grand_total total_fare")
"""Names whose value a plain `amount` may take over within one namespace."""

TRADED = word_set(
    "stock company ticker share quote crypto coin cryptocurrency asset security instrument "
    "equity market portfolio holding watchlist"
)

BY_NAME: dict[tuple[str, ...], str] = {
    tuple(name.split("_")): kind for kind, names in KINDS.items() for name in names.split()
}
