"""What a run leaves behind: its history, in full or in outline, and its books."""

from __future__ import annotations

from typing import NamedTuple

from palier.engine.arrays import Floats, Ints


class History(NamedTuple):
    """What a run keeps, every `output_every` seconds; [n_times, ...]."""

    time: Floats  # [n_times] s
    interface: Floats  # [n_times, n_rooms] m above floor
    upper_volume: Floats  # [n_times, n_rooms] m3
    temperature: Floats  # [n_times, n_rooms, 2] K
    extinction: Floats  # [n_times, n_rooms, 2] 1/m
    o2: Floats  # [n_times, n_rooms, 2] volume fraction
    co2: Floats
    co: Floats
    hcn: Floats
    irritant: Floats
    h2o: Floats
    fuel: Floats
    trace: Floats  # [n_times, n_rooms, 2] kg/m3
    pressure: Floats  # [n_times, n_rooms] Pa above the outside at floor level
    fire_power: Floats  # [n_times, n_fires] W released by each fire where it stands
    fire_supply: Floats  # [n_times, n_fires] kg/s of fuel vapour
    fire_diameter: Floats  # [n_times, n_fires] m
    room_power: Floats  # [n_times, n_rooms] W burning in each room
    opening_state: Floats  # [n_times, n_openings] open part
    opening_flow: Floats  # [n_times, n_openings, 2] kg/s a->b, b->a
    vent_state: Floats  # [n_times, n_vents]
    vent_flow: Floats  # [n_times, n_vents, 2] kg/s upwards, downwards
    fan_flow: Floats  # [n_times, n_fans] m3/s
    target_gas: Floats  # [n_times, n_targets] K, around each target
    target_front: Floats  # [n_times, n_targets] K
    target_inner: Floats  # [n_times, n_targets] K, at the depth asked for
    target_back: Floats  # [n_times, n_targets] K
    target_flux: Floats  # [n_times, n_targets, 2 sides, 7 parts] W/m2
    detector_element: Floats  # [n_times, n_detectors] K; of a smoke detector the extinction coefficient, 1/m
    detector_active: Floats  # [n_times, n_detectors] 0 or 1
    detector_gas: Floats  # [n_times, n_detectors] K
    detector_velocity: Floats  # [n_times, n_detectors] m/s
    wall_temperature: Floats  # [n_times, n_rooms, 4] K, ceiling, upper wall, lower wall, floor
    person_status: Ints  # [n_times, n_people]
    person_room: Ints  # [n_times, n_people]
    person_link: Ints  # [n_times, n_people] flight being walked, -1
    person_along: Floats  # [n_times, n_people] part of the present leg walked
    person_cohb: Floats  # [n_times, n_people] %
    person_fed_co: Floats  # [n_times, n_people] its parts, which may fall
    person_fed_hcn: Floats
    person_fed_o2: Floats
    person_fed: Floats  # [n_times, n_people] asphyxiants
    person_heat: Floats  # [n_times, n_people]
    person_left: Floats  # [n_times, n_people] s until incapacitated at the present rate, inf


class Outline(NamedTuple):
    """The part of a history from which a study tells what became of a fire; the whole is made again if asked for.

    Its columns are some of those of `History`, of gas on landings alone, in the order of the rooms.
    """

    time: Floats  # [n_times]
    interface: Floats  # [n_times, n_landings]
    temperature: Floats  # [n_times, n_landings, 2]
    extinction: Floats  # [n_times, n_landings, 2]
    room_power: Floats  # [n_times, n_rooms]
    person_status: Ints  # [n_times, n_people]
    person_room: Ints
    person_left: Floats


OF_LANDINGS = "interface", "temperature", "extinction"  # columns of an outline
WHOLE_NUMBERS = "person_status", "person_room", "person_link"  # columns


class Balance(NamedTuple):
    """Books kept by the loop; each must close to round-off. [n] = mass, energy, then the species."""

    initial: Floats
    final: Floats
    in_from_outside: Floats
    out_to_outside: Floats
    produced: Floats  # by burning; negative where consumed
    lost_to_solids: Floats
