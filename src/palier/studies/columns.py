"""The columns in which a study keeps what became of each fire under each measure."""

from __future__ import annotations

import pyarrow as pa

_WORD = pa.dictionary(pa.int32(), pa.string())

LANDING = pa.struct(
    [
        ("landing", pa.string()),
        ("storey", pa.int32()),
        ("stair", pa.string()),
        ("impassable_from", pa.float64()),  # s after ignition; null if never
        ("impassable_for", pa.float64()),  # s
        ("lowest_visibility", pa.float64()),  # m
    ]
)
PERSON = pa.struct(
    [
        ("person", pa.string()),
        ("household", pa.string()),
        ("flat", pa.string()),  # where they were at the start; null on a landing
        ("room", pa.string()),
        ("storey", pa.int32()),
        ("age", pa.float64()),  # year
        ("outcome", pa.string()),  # unhurt, minor, hospital, severe, dead
        ("status", pa.string()),  # at the end
        ("ended_in", pa.string()),
        ("aware_at", pa.float64()),  # s; null if never, as the next four
        ("set_out_at", pa.float64()),
        ("trapped_at", pa.float64()),
        ("rescued_at", pa.float64()),
        ("end_at", pa.float64()),
        ("fed", pa.float64()),  # highest fractional effective dose of gas
        ("fed_heat", pa.float64()),
        ("cohb", pa.float64()),  # highest, %
        ("chance_hurt", pa.float64()),  # of any class but unhurt, dead included, given what was breathed
        ("chance_dead", pa.float64()),
    ]
)
INPUT = pa.struct(
    [
        ("variable", pa.string()),
        ("u", pa.float64()),  # place in the distribution, from 0 to 1
        ("number", pa.float64()),  # the value, if it is a number, in the unit of the study file
        ("value", pa.string()),  # the value in words
    ]
)
EACH = pa.struct(
    [
        ("variable", pa.string()),
        ("which", pa.string()),  # the household, door, alarm ... that it was drawn for
        ("number", pa.float64()),
        ("value", pa.string()),
    ]
)
LISTS = ("landings", "persons", "inputs", "each")  # columns that hold a list of things
SCHEMA = pa.schema(
    [
        ("run", pa.int64()),
        ("measure", _WORD),  # `as it is` first
        ("status", pa.string()),  # "completed", or a sentence that says what went wrong; then the rest is null
        ("weight", pa.float64()),  # of importance sampling, 1 without; its mean over all runs is 1
        ("stratum", _WORD),  # value of the variable that the runs are stratified by; null without
        ("fire_room", _WORD),
        ("fire_flat", _WORD),  # flat of origin; null if the fire begins elsewhere
        ("fire_storey", pa.int32()),
        ("people", pa.int32()),
        ("dead", pa.int32()),
        ("severe", pa.int32()),  # overcome, and alive
        ("hospital", pa.int32()),  # must go to hospital, not overcome
        ("minor", pa.int32()),
        ("expected_dead", pa.float64()),  # sum of everybody's probability of dying, given what each breathed
        ("expected_hurt", pa.float64()),  # the same of any injury, death included
        ("dead_elsewhere", pa.int32()),  # of those who were not in the flat of origin when it began
        ("hurt_elsewhere", pa.int32()),  # any injury, death included
        ("trapped", pa.int32()),
        ("trapped_at_end", pa.int32()),
        ("rescued", pa.int32()),
        ("out_by_themselves", pa.int32()),
        ("jumped", pa.int32()),
        ("called_at", pa.float64()),  # s; null if nobody called the fire service
        ("arrived_at", pa.float64()),  # s, the first crew; null if none came
        ("peak_heat_release", pa.float64()),  # W
        ("stair_impassable_from", pa.float64()),  # s, first time at which no stair above the fire can be walked
        ("stair_impassable_for", pa.float64()),  # s
        ("history", pa.string()),  # fingerprint of all that the fire did; the same only if every bit of it is
        ("landings", pa.list_(LANDING)),
        ("persons", pa.list_(PERSON)),
        ("inputs", pa.list_(INPUT)),  # what is drawn once for a fire
        ("each", pa.list_(EACH)),  # what is drawn for each household, door ...; under a measure what differs by it
    ]
)
