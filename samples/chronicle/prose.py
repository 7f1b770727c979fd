"""Invented sentences, the same for the same name, and hardly two alike."""

import random

_WHO = (
    "The harbour master", "A retired baker", "The town council", "Her youngest daughter", "The lighthouse trust",
    "A party of divers", "The choir", "An engineer from the ferry line", "The head gardener", "A night watchman",
)  # fmt: skip
_DID = (
    "counted", "repaired", "painted", "measured", "described", "photographed", "catalogued", "weighed", "lifted",
    "restored", "borrowed", "defended", "rescued", "mapped", "inspected",
)  # fmt: skip
_WHAT = (
    "the old sluice gate", "seven brass lanterns", "a crate of letters", "the western pier", "the bell of the chapel",
    "forty sacks of oats", "the floor of the mill", "a stranded buoy", "the archive of the regatta", "two rowing boats",
    "the clock above the market", "an unfinished mosaic", "the engine of the tug", "a wall of slate",
)  # fmt: skip
_WHEN = (
    "before the tide turned", "on the coldest morning of the year", "while the band was playing", "after a quarrel",
    "under the eyes of half the town", "without asking anybody", "for the second time this year", "as the fog came in",
    "with a ruler and much patience", "to the surprise of the neighbours",
)  # fmt: skip
_END = (
    "Nobody had expected it to take {n} days.", "The bill came to {n} crowns.", "It was number {n} on a long list.",
    "About {n} people came to look.", "The last attempt, {n} years ago, had failed.", "Some {n} pictures exist of it.",
)  # fmt: skip


def headline(name: str) -> str:
    """A headline of six to ten words."""
    dice = random.Random(f"headline {name}")
    what = dice.choice(_WHAT).removeprefix("the ").removeprefix("a ")
    return f"{dice.choice(_WHO)} {dice.choice(_DID)} {what} in quarter {dice.randint(11, 99)}{len(name)}"


def paragraph(name: str) -> str:
    """Three sentences."""
    dice = random.Random(f"paragraph {name}")
    sentences = []
    for _ in range(3):
        told = f"{dice.choice(_WHO)} {dice.choice(_DID)} {dice.choice(_WHAT)} {dice.choice(_WHEN)}."
        sentences += [told, dice.choice(_END).format(n=dice.randint(12, 980))]
    return " ".join(sentences)


def paragraphs(name: str, count: int) -> tuple[str, ...]:
    """The text of a story."""
    return tuple(paragraph(f"{name} {number}") for number in range(count))
