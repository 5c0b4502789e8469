"""Values in other units of length, weight, volume, time, speed, angle, data and temperature."""
# ruff: noqa: E501  (a table)

from __future__ import annotations

from digit_tc.records import JSON
from digit_tc.returns.formulas import one

_UNITS: dict[str, tuple[str, float]] = {}
for _kind, _told in (
    ("length", "mm millimeter millimetre=0.001 cm centimeter centimetre=0.01 m meter metre=1 km kilometer kilometre=1000 in inch inches=0.0254 ft foot feet=0.3048 yd yard=0.9144 mi mile=1609.344"),
    ("weight", "mg milligram=0.000001 g gram=0.001 kg kilogram kilo=1 t tonne=1000 oz ounce=0.028349523125 lb lbs pound=0.45359237 st stone=6.35029318"),
    ("volume", "ml milliliter millilitre=0.001 l liter litre=1 gal gallon=3.785411784 cup=0.2365882365 pint=0.473176473 quart=0.946352946"),
    ("time", "s sec second=1 min minute=60 h hr hour=3600 day=86400 week=604800"),
    ("speed", "km/h kmh kph=1 mph=1.609344 m/s=3.6 knot=1.852"),
    ("angle", "deg degree=1 rad radian=57.29577951308232"),
    ("data", "byte=1 kb kilobyte=1024 mb megabyte=1048576 gb gigabyte=1073741824"),
):  # fmt: skip
    _names: list[str] = []
    for _part in _told.split():
        _name, _, _factor = _part.partition("=")
        _names.append(_name)
        if _factor:
            _UNITS.update({name: (_kind, float(_factor)) for name in _names})
            _names = []
_DEGREES = {"c": "c", "celsius": "c", "f": "f", "fahrenheit": "f", "k": "k", "kelvin": "k"}


def converted(value: float, source: str, target: str) -> dict[str, JSON] | None:
    """A value in another unit; None where a unit is unknown or the two measure different things."""
    source, target = _unit(source), _unit(target)
    if source in _DEGREES and target in _DEGREES:
        one_, other = _DEGREES[source], _DEGREES[target]
        celsius = {"c": value, "f": (value - 32) * 5 / 9, "k": value - 273.15}[one_]
        told = {"c": celsius, "f": celsius * 9 / 5 + 32, "k": celsius + 273.15}[other]
        return one("converted_amount", told)
    kind, factor = _UNITS.get(source, ("", 1.0))
    wanted, divisor = _UNITS.get(target, ("-", 1.0))
    return one("converted_amount", value * factor / divisor) if kind == wanted else None


def _unit(name: str) -> str:
    plain = name.strip().lower().rstrip(".")
    if plain not in _UNITS and plain not in _DEGREES and plain.endswith("s"):
        plain = plain[:-1]
    return plain.removeprefix("degrees ").removeprefix("degree ")
