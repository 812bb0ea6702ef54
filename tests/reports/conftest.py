"""A small country for the reports: two provinces, five municipalities, and a province itself."""

import pytest

from bot.models.institution import Institution


@pytest.fixture
def country() -> list[Institution]:
    return [
        Institution("GM0106", "Assen", "Drenthe", 52.996, 6.562),
        Institution("GM0114", "Emmen", "Drenthe", 52.786, 6.898),
        Institution("GM0119", "Meppel", "Drenthe"),
        Institution("GM0687", "Middelburg", "Zeeland", 51.499, 3.611),
        Institution("GM0715", "Terneuzen <&>", "Zeeland", 51.332, 3.829),
        Institution("PV22", "Drenthe", "Drenthe"),
    ]
