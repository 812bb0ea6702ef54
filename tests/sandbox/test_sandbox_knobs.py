"""The tenant's knobs: each is described, and takes nothing that it does not know."""

from dataclasses import fields
from pathlib import Path

import pytest

from bot.sandbox.settings import _CHOICES, Settings, with_knobs

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sandbox.md"


def test_every_knob_is_described() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [one.name for one in fields(Settings) if f"`{one.name}`" not in text] == []


@pytest.mark.parametrize("knob", sorted(_CHOICES))
def test_a_knob_with_choices_takes_each_and_no_other(knob: str) -> None:
    for choice in _CHOICES[knob]:
        assert getattr(with_knobs(Settings(), [f"{knob}={choice}"]), knob) == choice
    with pytest.raises(ValueError, match=f"--set {knob}=anders: choose"):
        with_knobs(Settings(), [f"{knob}=anders"])
