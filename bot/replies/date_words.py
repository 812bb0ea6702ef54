"""The words that dates and times are made of: Dutch, Frisian and English, folded (lower case, no accents)."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january jannewaris januar",
            "februari feb febr february febrewaris",
            "maart mrt maa mar march maert",
            "april apr",
            "mei may maaie",
            "juni jun june juny",
            "juli jul july july",
            "augustus aug august augustus",
            "september sept sep septimber",
            "oktober okt october oct",
            "november nov novimber",
            "december dec desimber",
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "maandag ma monday mon moandei",
            "dinsdag di tuesday tue tiisdei",
            "woensdag wo wednesday wed woansdei",
            "donderdag do thursday thu tongersdei",
            "vrijdag vr vrij friday fri freed",
            "zaterdag za saturday sneon",
            "zondag zo sunday snein",
        )
    )
    for name in names.split()
}
_ONES = "een twee drie vier vijf zes zeven acht negen".split()
_FIRST_NINETEEN = (
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende "
    "vijftiende zestiende zeventiende achttiende negentiende"
).split()
ORDINALS = {
    **{word: number for number, word in enumerate(_FIRST_NINETEEN, 1)},
    **{f"{one}entwintigste": 20 + number for number, one in enumerate(_ONES, 1)},
    "twintigste": 20,
    "dertigste": 30,
    "eenendertigste": 31,
}
NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "een ien one",
            "twee twa twaen two",
            "drie trije three",
            "vier fjouwer four",
            "vijf fiif five",
            "zes seis six",
            "zeven san seven",
            "acht eight",
            "negen njoggen nine",
            "tien tsien ten",
            "elf alve eleven",
            "twaalf tolve twelve",
        ),
        1,
    )
    for word in words.split()
}
_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig".split()
CARDINALS = {
    **{word: number for number, word in enumerate(_ONES, 1)},
    **{word: number for number, word in enumerate(_TEENS, 10)},
    **{f"{one}entwintig": 20 + number for number, one in enumerate(_ONES, 1)},
    "dertig": 30,
    "eenendertig": 31,
}
"""Days as some people dictate them: `acht april`."""
HOURS = {
    word: number
    for number, words in enumerate(
        "enen tweeen drieen vieren vijven zessen zevenen achten negenen tienen elven twaalven".split(), 1
    )
    for word in words.split()
}
"""`na vieren`."""
DAYPARTS = {
    **dict.fromkeys(("ochtend", "morgen", "moarn", "voormiddag", "morning"), 0),
    **dict.fromkeys(("middag", "middei", "namiddag", "afternoon"), 12),
    **dict.fromkeys(("avond", "jun", "evening"), 18),
}
