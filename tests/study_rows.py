"""A made-up study in the columns of a real one: what each fire comes to is known from what is drawn."""

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from palier.studies.columns import LISTS, SCHEMA
from palier.studies.definition import AS_IS

MEASURES = (AS_IS, "door closers", "second stair")
FLATS = ("flat-0", "flat-1", "flat-2")
ROOMS = ("kitchen", "living")
AGES = (30.0, 70.0, 85.0, 8.0)
OF_RUN = "run, measure, status, weight, stratum"


def rows(runs, seed=1, weights=None, strata=None, failed=()):
    """Rows of a study in which door closers save every second of the dead and a second stair does nothing.

    The door is open in half of the fires (`door`, the first half of its draws); `growth` decides how many die behind
    an open one, and `wind` nothing. `failed` are pairs of run and measure.
    """
    random = np.random.default_rng(seed)
    found: list[dict[str, Any]] = []
    for run in range(runs):
        door, growth, wind, luck = random.random(4)
        place = int(random.integers(6))
        flat, room = FLATS[place // 2], ROOMS[place % 2]
        dead = (1 + int(growth > 0.9)) * int(door < 0.5 and growth > 0.7)
        for measure in MEASURES:
            fewer = measure == "door closers" and luck < 0.5
            known = {
                "run": run,
                "measure": measure,
                "weight": 1.0 if weights is None else weights[run],
                "stratum": None if strata is None else strata[run],
                "inputs": [
                    {"variable": "door", "u": door, "number": None, "value": "open" if door < 0.5 else "shut"},
                    {"variable": "growth", "u": growth, "number": 300.0 * growth, "value": f"{300.0 * growth:g}"},
                    {"variable": "wind", "u": wind, "number": wind, "value": f"{wind:g}"},
                ],
            }
            if (run, measure) in failed:
                found.append({**known, "status": "the engine stopped: the step became too small"})
                continue
            found.append({**known, **_completed(0 if fewer else dead, flat, room, door, growth)})
    return found


def _completed(dead, flat, room, door, growth):
    persons = []
    for i, (home, age) in enumerate(zip((*FLATS, FLATS[0]), AGES, strict=True)):
        persons.append(
            {
                "person": f"person-{i}", "household": home, "flat": home, "room": f"{home}/bed",
                "storey": FLATS.index(home), "age": age, "outcome": "dead" if i < dead else "unhurt", "status": "safe",
                "ended_in": "outside", "chance_hurt": 1.0 * (i < dead), "chance_dead": 1.0 * (i < dead),
            }
        )  # fmt: skip
    smoke = door < 0.5
    landings = [
        {
            "landing": f"landing-{storey}", "storey": storey, "stair": "stair",
            "impassable_from": 60.0 * (1 + storey) + 100.0 * growth if smoke and storey else None,
            "impassable_for": 300.0 if smoke and storey else 0.0, "lowest_visibility": 1.0,
        }
        for storey in range(3)
    ]  # fmt: skip
    elsewhere = sum(person["outcome"] == "dead" and person["flat"] != flat for person in persons)
    return {
        "status": "completed", "fire_room": f"{flat}/{room}", "fire_flat": flat, "fire_storey": FLATS.index(flat),
        "people": len(persons), "dead": dead, "severe": 0, "hospital": 0, "minor": 0, "expected_dead": 0.9 * dead,
        "expected_hurt": 0.95 * dead, "dead_elsewhere": elsewhere, "hurt_elsewhere": elsewhere,
        "trapped": 2 * int(smoke), "trapped_at_end": 0, "rescued": int(smoke), "out_by_themselves": 2, "jumped": 0,
        "called_at": 100.0, "peak_heat_release": 2e6, "stair_impassable_from": 160.0 if smoke else None,
        "stair_impassable_for": 300.0 + 100.0 * growth if smoke else 0.0, "landings": landings, "persons": persons,
    }  # fmt: skip


def database(found, folder):
    """The rows as the store keeps them, in parts of Parquet, and the views over them."""
    parts = folder / "parts"
    parts.mkdir()
    for k in range(found[-1]["run"] // 100 + 1):
        block = [row for row in found if row["run"] // 100 == k]
        pq.write_table(pa.Table.from_pylist(block, schema=SCHEMA), parts / f"part-{k:05}.parquet")
    connection = duckdb.connect()
    source = f"select * from read_parquet('{parts}/part-*.parquet')"
    connection.execute(f"create view runs as select * exclude ({', '.join(LISTS)}) from ({source})")
    for name in ("landings", "inputs", "each"):
        connection.execute(f"create view {name} as select {OF_RUN}, unnest({name}, recursive := true) from ({source})")
    of_person = OF_RUN.replace(" status,", "")
    connection.execute(f"create view persons as select {of_person}, unnest(persons, recursive := true) from ({source})")
    return connection
