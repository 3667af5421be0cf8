"""Streams from openings in which targets stand."""

from palier.engine.arrays import LOWER, UPPER
from palier.engine.compiled import inner
from palier.engine.zones import open_width
from palier.physics.mixing import jet_profile, jet_sink, jet_velocity


@inner
def in_stream(k, gas, speed, rooms, openings, fires, zones, layers, flows, targets, plumes):
    """Temperature and speed of the gas at target k, where a stream from an opening passes that is colder than it.

    gas, speed : there without it. [K], [m/s]
    A stream keeps as much of its temperature as of its velocity. It does not cool a plume or a ceiling jet, and what a
    fire stands in the way of its plume takes up.
    """
    room = targets.room[k]
    if gas > max(layers.temperature[room, LOWER], layers.temperature[room, UPPER]):
        return gas, speed
    z = rooms.elevation[room] + targets.z[k]
    most, coldest, fastest = 0.0, gas, 0.0
    for o in range(openings.a.size):
        distance = targets.jet_distance[k, o]
        if distance <= 0.0:
            continue
        width = open_width(o, openings, zones)
        aside = max(0.0, targets.jet_aside[k, o] - 0.5 * width)
        for piece in range(4):
            flow = flows.opening[o, piece]
            source, target = (openings.a[o], openings.b[o]) if piece < 2 else (openings.b[o], openings.a[o])
            if flow <= 0.0 or target != room:
                continue
            own = layers.temperature[source, piece % 2]
            if own >= gas or _taken_up(o, distance, width, room, fires, plumes):
                continue
            bottom, top = flows.bottom[o, piece], flows.top[o, piece]
            velocity = flow / (layers.density[source, piece % 2] * width * (top - bottom))
            left = jet_velocity(1.0, width, top - bottom, distance) * targets.jet_free[k, o]
            if left <= most:
                continue
            lower = max(bottom - jet_sink(own, gas, distance / velocity), rooms.elevation[room])
            beyond = max(0.0, lower - z, z - lower - (top - bottom))
            left *= jet_profile(aside, distance) * jet_profile(beyond, distance)
            if left > most:
                most, coldest, fastest = left, own, velocity
    return gas + most * (coldest - gas), max(speed, most * fastest)


@inner
def _taken_up(o, distance, width, room, fires, plumes):
    """Whether a fire burns between the opening and a place before it."""
    for f in range(fires.room.size):
        if fires.room[f] != room or plumes.burning[f] == 0:
            continue
        there = fires.jet_distance[f, o]
        if 0.0 < there < distance and fires.jet_aside[f, o] <= 0.5 * width:
            return True
    return False
