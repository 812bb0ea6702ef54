"""Travel time between town halls: good enough to plan a day, on the safe side."""

from collections.abc import Mapping
from math import asin, cos, radians, sin, sqrt

Place = tuple[float, float]
"""Latitude and longitude in WGS84 degrees."""

Table = Mapping[tuple[Place, Place], float]
"""Minutes between two places, where someone measured them (islands with a ferry); either order."""

UNKNOWN_MINUTES = 90.0
"""To or from a place without coordinates: half the country."""

_EARTH_KM = 6371.0
_DETOUR = 1.3  # road over great circle
_KM_PER_MINUTE = 1.0  # 60 km/h
_PARKING_MINUTES = 15.0


def minutes(a: Place | None, b: Place | None, table: Table | None = None) -> float:
    """Minutes from door to door; 0 in the same place (DESIGN, "Meetings")."""
    if a is None or b is None:
        return UNKNOWN_MINUTES
    if a == b:
        return 0.0
    if table:
        measured = table.get((a, b), table.get((b, a)))
        if measured is not None:
            return measured
    return _DETOUR * great_circle_km(a, b) / _KM_PER_MINUTE + _PARKING_MINUTES


def great_circle_km(a: Place, b: Place) -> float:
    """Kilometres along the earth (haversine)."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))
