"""Those who die most in dwelling fires: people impaired by drink or drugs, and people on or beside what burns first."""

from __future__ import annotations

from palier.scenario.building import Described
from palier.scenario.habits_fields import spread, told_as
from palier.scenario.units import Age, Duration, Fraction, HeatFlux, Length


class Impairment(Described):
    """What drink, drugs or sleeping pills do to those who are `impaired`: moderately, or heavily."""

    impaired_from: Age = told_as(
        18.0, "Age from which members of a household that is impaired are; an assumption. [year]"
    )
    moderate_wakes_at: float = told_as(
        10.5,
        "Louder that a sound must be to wake someone moderately impaired: 39 % slept through 75 dBA with 0.05 % of "
        "alcohol in the blood and 7 % without (Bruck and Thomas, from memory), with the spread of a bell. [dB]",
    )
    heavy_wakes_at: float = told_as(
        30.0, "The same, heavily impaired: few wake to an alarm in another room; an assumption. [dB]"
    )
    moderate_wakes_in_smoke: float = told_as(2.0, "Times denser smoke needed to wake them; an assumption. [-]", 1)
    heavy_wakes_in_smoke: float = told_as(10.0, "The same, heavily impaired; an assumption. [-]", 1)
    moderate_wakes_in_heat: float = told_as(1.0, "Times stronger heat needed to wake them; an assumption. [-]", 1)
    heavy_wakes_in_heat: float = told_as(4.0, "The same, heavily impaired; an assumption. [-]", 1)
    moderate_delay: float = told_as(
        1.5, "Times longer to wake up when woken, to get ready and to get up; an assumption. [-]", 1
    )
    heavy_delay: float = told_as(3.0, "The same, heavily impaired; an assumption. [-]", 1)
    moderate_speed: Fraction = told_as(0.9, "Part of the walking speed left to them; an assumption.", 0.01, 1)
    heavy_speed: Fraction = told_as(0.6, "The same, heavily impaired; an assumption.", 0.01, 1)


class BesideFire(Described):
    """Those who are on or beside what burns first, in the bed, the chair, the clothes, and those who fight it."""

    beside: Fraction = told_as(
        0.0, "Probability that one of a household is, if a fire begins in the room where they are.", 0, 1
    )
    beside_by: Length = told_as(0.5, "From the body to the middle of the flames; an assumption. [m]", 0.1)
    beside_by_spread: float = spread()
    fights_at: Length = told_as(
        1.0, "From the body to the middle of the flames of somebody who fights them by hand; an assumption. [m]", 0.1
    )
    flames_radiate: Fraction = told_as(0.35, "Part of the heat release that the flames radiate; as in CFAST.", 0, 1)
    wakes_in_heat: HeatFlux = told_as(
        2500.0, "Radiation that wakes a sleeper: what skin bears for no more than minutes; an assumption. [W/m^2]", 1.0
    )
    wakes_in_heat_spread: float = spread()
    gets_up_in: Duration = told_as(
        5.0, "From knowing to being away from it, of somebody who walks unaided; an assumption. [s]"
    )
    gets_up_in_spread: float = spread()
    gets_up_with_a_cane: float = told_as(2.0, "Times as long with a cane; an assumption. [-]", 1)
    gets_up_with_a_frame: float = told_as(4.0, "The same with a frame; an assumption. [-]", 1)
    gets_up_into_a_wheelchair: float = told_as(
        6.0, "The same into a wheelchair: 30 to 60 s are told of moving into chairs. [-]", 1
    )
