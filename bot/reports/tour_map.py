"""The picture of the tour: every municipality at its town hall, in the colour and shape of its status."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bot.models.institution import Institution
from bot.reports.figures import Row
from bot.reports.groups import Group, group_of

WIDTH, HEIGHT, MARGIN = 620.0, 720.0, 30.0
LAND = ("#e8edf3", "#dde5ee", "#eef1f5", "#d5dfe9")


@dataclass(frozen=True, slots=True)
class Spot:
    """A municipality in the picture, in its units (0,0 is the north-west corner)."""

    name: str
    province: str
    x: float
    y: float
    row: Row


def spots(rows: Iterable[Row], institutions: Mapping[str, Institution]) -> list[Spot]:
    """Where each municipality with coordinates stands, north up, true to scale; the others have no place."""
    pairs = [(row, institutions[row.code]) for row in rows if row.code in institutions]
    placed = [(row, one, *_metres(one)) for row, one in pairs if one.latitude is not None and one.longitude is not None]
    if not placed:
        return []
    west, east = min(p[2] for p in placed), max(p[2] for p in placed)
    south, north = min(p[3] for p in placed), max(p[3] for p in placed)
    scale = min((WIDTH - 2 * MARGIN) / ((east - west) or 1), (HEIGHT - 2 * MARGIN) / ((north - south) or 1))
    left, top = (WIDTH - (east - west) * scale) / 2, (HEIGHT - (north - south) * scale) / 2
    return [
        Spot(one.name, one.province, round(left + (x - west) * scale, 1), round(top + (north - y) * scale, 1), row)
        for row, one, x, y in placed
    ]


def svg(places: Sequence[Spot], alternative: str) -> str:
    """The map as an inline SVG image with a text alternative; each mark names its municipality and status."""
    land = "".join(_land(province, places) for province in sorted({place.province for place in places}))
    marks = "".join(_mark(place) for place in sorted(places, key=lambda place: (place.y, place.x)))
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-labelledby="map-title map-text">'
        f'<title id="map-title">Kaart van de tour</title><desc id="map-text">{escape(alternative)}</desc>'
        f'<g aria-hidden="true">{land}</g><g>{marks}</g></svg>'
    )


def key(group: Group) -> str:
    """A group's mark by itself, for the legend."""
    return f'<svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">{shape(group, 0, 0)}</svg>'


def shape(group: Group, x: float, y: float) -> str:
    """The mark of a group at a place."""
    paint = f'fill="{group.colour}" stroke="#fff" stroke-width="1"'
    match group.shape:
        case "ring":
            return f'<circle cx="{x}" cy="{y}" r="3.6" fill="#fff" stroke="{group.colour}" stroke-width="1.6"/>'
        case "square":
            return f'<rect x="{x - 4.6:.1f}" y="{y - 4.6:.1f}" width="9.2" height="9.2" {paint}/>'
        case "triangle":
            return f'<path d="M{x} {y - 6:.1f}l5.8 10h-11.6z" {paint}/>'
        case "diamond":
            return f'<path d="M{x} {y - 7.2:.1f}l7.2 7.2l-7.2 7.2l-7.2 -7.2z" {paint}/>'
        case "cross":
            lines = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
            return f'<path d="{lines}" fill="none" stroke="{group.colour}" stroke-width="2.6" stroke-linecap="round"/>'
    return f'<circle cx="{x}" cy="{y}" r="5.4" {paint}/>'


def _metres(one: Institution) -> tuple[float, float]:
    """Degrees to kilometres on a plane that fits a country this small."""
    assert one.latitude is not None and one.longitude is not None
    return one.longitude * 111.32 * math.cos(math.radians(52.2)), one.latitude * 111.32


def _land(province: str, places: Sequence[Spot]) -> str:
    """The land of a province: discs around its town halls that run into each other. No borders are drawn."""
    number = sorted({place.province for place in places}).index(province)
    own = [place for place in places if place.province == province]
    discs = "".join(f'<circle cx="{place.x}" cy="{place.y}" r="19"/>' for place in own)
    return f'<g fill="{LAND[number % len(LAND)]}">{discs}</g>'


def _mark(place: Spot) -> str:
    told = escape(f"{place.name} ({place.province}): {place.row.status.label}")
    return f"<g><title>{told}</title>{shape(group_of(place.row), place.x, place.y)}</g>"
