"""What neighbours and crews do that no field of their own says."""

from __future__ import annotations

from palier.scenario.building import Described
from palier.scenario.habits_fields import told_as
from palier.scenario.units import Age, Duration, Extinction, Fraction, HeatFlux, Length, Mass


class Rescuers(Described):
    """What neighbours and crews do that no field of their own says."""

    smoke_outside: Extinction = told_as(
        0.3, "Smoke in a room behind an open window that a neighbour smells; an assumption. [1/m]"
    )
    signal_seen_after: Duration = told_as(5.0, "At the window, until somebody sees the signal; an assumption. [s]")
    passes_from: Age = told_as(15.0, "Age from which someone passes a child across a gap; an assumption. [year]")
    passed_on_when_down: Mass = told_as(25.0, "Heaviest unconscious passed across by others; an assumption. [kg]")
    helpless_by_hand: float = told_as(2.0, "Factor on the time to pass on someone unconscious; an assumption. [-]", 1)
    comes_alone_from: Age = told_as(
        6.0, "Age from which someone alone comes to the window when called; an assumption. [year]"
    )
    calls_again_after: Duration = told_as(120.0, "Between calls to come to the window served; an assumption. [s]")
    helpless_on_stair: float = told_as(
        2.0, "Factor on the time to take hold of someone unconscious; an assumption. [-]", 1
    )
    dragged: float = told_as(
        2.0, "Times as long as led for the way of someone unconscious: 20 to 40 s a flight; an assumption. [-]", 1
    )
    door_held: Duration = told_as(10.0, "A door stands open while a team goes through; an assumption. [s]")
    rescuer_stature: Length = told_as(1.75, "For the height at which a rescuer feels the air; an assumption. [m]", 1)
    at_the_window: Fraction = told_as(
        0.1, "Part of the room's gas where a rescuer outside the window breathes; an assumption.", 0, 1
    )
    most_radiation: HeatFlux = told_as(3000.0, "On the floor, that stops a team in fire kit; an assumption. [W/m^2]")
    gives_up_after: Duration = told_as(60.0, "A team that is stopped waits before it turns back; an assumption. [s]")
    tries_again_after: Duration = told_as(120.0, "After which it comes again; an assumption. [s]")
    smoky_stair: Extinction = told_as(
        0.3,
        "Smoke on a landing from which a crew airs it and tells people to stay; an assumption, one sees 10 m. [1/m]",
    )
    tells_in: Duration = told_as(10.0, "On each landing, besides the climb, to knock and tell; an assumption. [s]")
    stays_when_told: Fraction = told_as(0.9, "Probability of staying when a crew says so; an assumption.", 0, 1)
    moves_hose_in: Duration = told_as(60.0, "To take a charged hose to another room; an assumption. [s]")
    hose_gap: Fraction = told_as(0.3, "Open part of a door that a hose lies through; an assumption.", 0, 1)
