"""What would come out empty in a letter is told in the proof, with the municipalities."""

from bot.jobs.waves.composing import empty_fields


def test_each_field_is_told_with_those_it_is_empty_for() -> None:
    assert empty_fields({}) == empty_fields({"Assen": ()}) == ()
    assert empty_fields({"Assen": ["functie"], "Emmen": ["functie", "afspraak"]}) == (
        "het veld afspraak is leeg in de brief aan Emmen",
        "het veld functie is leeg in de brief aan Assen, Emmen",
    )
    many = {f"Plaats {n}": ["functie"] for n in range(9)}
    assert empty_fields(many)[0].endswith("Plaats 4 en 4 andere")
