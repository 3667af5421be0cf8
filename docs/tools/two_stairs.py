"""The figures of the page on one stair or two, and what they say, from a study's summary.

`python docs/tools/two_stairs.py DIR` keeps what the page needs of DIR/summary, the summary of a study of
`examples/studies/two-stairs.yaml`, in `two_stairs.csv` beside this file; `make docs` then writes the page.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

FIGURES = Path(__file__).with_suffix(".csv")
AS_IS = "as it is"
CALLED = {
    AS_IS: "one stair",
    "two stairs": "two stairs",
    "two stairs with vents": "two stairs with vents",
    "one stair with sprinklers": "one stair with sprinklers",
    "one stair without vent": "one stair with its vent shut",
}
OUTCOMES = {
    "stair impassable before the crew": "no stair above the fire can be walked, before the crew is there",
    "stair impassable": "the same at any time",
    "hurt": "people hurt",
    "dead": "people who die",
}
WHAT = {  # of which there are fewer or more
    "stair impassable before the crew": "Fires in which all ways are lost before the crew is there",
    "stair impassable": "Fires in which all ways are lost at some time",
    "hurt": "People hurt",
    "dead": "People who die",
}
NOT_TOLD = "no difference told"
FEW = 5.0  # of 1000 fires: fewer deaths than that need thousands of fires to be compared


def page() -> str:
    """The tables, and what follows from them whatever they are."""
    table = pd.read_csv(FIGURES)
    runs, palier, day = (table[name].iloc[0] for name in ("runs", "palier", "day"))
    when = datetime.fromisoformat(str(day))
    found = {(row["measure"], row["outcome"]): row for _, row in table.iterrows()}
    others = [each for each in CALLED if each != AS_IS]
    return "\n".join(
        [
            f"{runs} fires in each of the {len(CALLED)} buildings, by palier {palier} on {when.day} {when:%B %Y}. Of "
            "1000 fires, with 95 % intervals:",
            "",
            *_table(list(CALLED), found, ""),
            "",
            "Against one stair, fire by fire; an interval that includes zero does not tell the two apart:",
            "",
            *_table(others, found, "more_"),
            "",
            "What these fires say of these buildings:",
            "",
            *(f"- {_told(outcome, others, found)}" for outcome in OUTCOMES),
            *(f"- {each}" for each in _noticed(found)),
        ]
    )


def _table(measures: list[str], found: dict[tuple[str, str], pd.Series], of: str) -> list[str]:
    rows = [
        f"| {words} | " + " | ".join(_cell(found[measure, outcome], of) for measure in measures) + " |"
        for outcome, words in OUTCOMES.items()
    ]
    return [
        "| of 1000 fires | " + " | ".join(CALLED[each] for each in measures) + " |",
        "|---|" + "---|" * len(measures),
        *rows,
    ]


def _cell(row: pd.Series, of: str) -> str:
    value, low, high = (_of_1000(row[f"{of}{each}"]) for each in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def _of_1000(per_fire: float) -> str:
    return f"{1000.0 * per_fire + 0.0:.0f}".replace("-0", "0").replace("-", "−")


def _verdict(row: pd.Series) -> str:
    return "fewer" if row["more_high"] < 0.0 else "more" if row["more_low"] > 0.0 else NOT_TOLD


def _told(outcome: str, measures: list[str], found: dict[tuple[str, str], pd.Series]) -> str:
    """Which buildings differ from the one with one stair in an outcome."""
    by: dict[str, list[str]] = {"fewer": [], "more": [], NOT_TOLD: []}
    for measure in measures:
        by[_verdict(found[measure, outcome])].append(CALLED[measure])
    if by[NOT_TOLD] == [CALLED[each] for each in measures]:
        return f"**{WHAT[outcome]}**: no building is told from the one with one stair."
    said = [f"{word} with {_listed(names)}" for word, names in by.items() if names]
    return f"**{WHAT[outcome]}**: {'; '.join(said)}."


def _noticed(found: dict[tuple[str, str], pd.Series]) -> list[str]:
    """What is worth a sentence if the figures say so."""
    said = []
    ways, hurt = (_verdict(found["two stairs", each]) for each in ("stair impassable before the crew", "hurt"))
    if (ways, hurt) == ("fewer", "more"):
        said.append(
            "A second stair keeps a way open more often until the crew comes, and more people are hurt all the same: "
            "who walks into smoke is hurt whether or not there is another way."
        )
    if (ways, hurt) == ("fewer", NOT_TOLD):
        said.append(
            "A second stair keeps a way open more often until the crew comes. That it keeps people from being hurt is "
            "not told here."
        )
    if all(1000.0 * found[each, "dead"]["value"] < FEW for each in CALLED):
        said.append(
            "Hardly anybody died in any of the buildings. The published 3 to 8 deaths in 1000 fires would take some "
            "ten thousand fires to compare."
        )
    return said


def _listed(names: list[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def keep(directory: Path) -> None:
    """Keep what the page needs of a study's summary."""
    from palier.studies.conduct import read
    from palier.studies.identity import version

    values, effects = (pd.read_csv(directory / "summary" / f"{name}.csv") for name in ("outcomes", "effects"))
    assert list(CALLED) == read(directory).measures, "this is not the study of the page"
    of = ["measure", "outcome", "value", "low", "high"]
    more = effects[of].rename(columns={name: f"more_{name}" for name in of[2:]})
    table = values[[*of, "runs"]].merge(more, "left", on=of[:2])
    table = table[table["outcome"].isin(OUTCOMES)].assign(palier=version(), day=datetime.now(UTC).date().isoformat())
    table.to_csv(FIGURES, index=False, float_format="%.6g")


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
