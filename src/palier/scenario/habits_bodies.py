"""Heights of the mouth, what differs between bodies, and what parts the classes of injury."""

from __future__ import annotations

from pydantic import Field

from palier.scenario.building import Described
from palier.scenario.habits_fields import told_as
from palier.scenario.units import Age, Duration, Extinction, Fraction, Length, Mass, Temperature


class Bodies(Described):
    """Heights of the mouth, and what differs between bodies."""

    standing_mouth: Fraction = told_as(0.9, "Of the stature, upright; an assumption.", 0.01, 1)
    crouched_mouth: Fraction = told_as(0.6, "Of the stature, crouched; an assumption.", 0.01, 1)
    crawling_mouth: Fraction = told_as(0.3, "Of the stature, crawling; an assumption.", 0.01, 1)
    seated_mouth: Fraction = told_as(0.7, "Of the stature, awake and unaware; an assumption.", 0.01, 1)
    carried_mouth: Fraction = told_as(0.83, "Of the height of the carer's mouth; an assumption, at the chest.", 0.01, 1)
    bed_mouth: Length = told_as(0.5, "Asleep; an assumption. [m]")
    floor_mouth: Length = told_as(0.2, "Fallen; an assumption. [m]")
    heavy_load: Mass = told_as(10.0, "Load from which walking is heavy work; an assumption. [kg]")
    cries_below: Age = told_as(3.0, "Age under which children cry; an assumption. [year]")
    cries: Fraction = told_as(
        0.8, "Probability that such a child cries when stung or handed over; an assumption.", 0, 1
    )
    cries_in_smoke: Extinction = told_as(0.5, "Smoke at its face that makes it cry; an assumption. [1/m]")
    cries_at_irritant: Fraction = told_as(0.1, "Part of the irritant limit that does; an assumption.", 0, 1)
    calms_after: Duration = told_as(60.0, "Without a cause, until it is calm again; an assumption. [s]")
    capillary_oxygen: float = told_as(
        20.0,
        "Least oxygen in the lung's capillaries with which the equation of COHb is used; below 10 % of oxygen it does "
        "not hold; an assumption. [mmHg]",
        1,
        100,
    )
    co2_dulls_from: Fraction = told_as(
        0.02,
        "Carbon dioxide that dulls by itself, a volume fraction; at 2 % the law gives three hours; an assumption.",
        0,
        1,
    )
    hot_air_from: Temperature = told_as(
        318.15, "Air that counts as hot; below 45 °C sweat keeps up for hours; an assumption. [K]", 273
    )
    cohb_usual: float = told_as(0.8, "COHb of who does not smoke; Peterson and Stewart 1975. [%]", 0, 10)
    smokes_from: Age = told_as(18.0, "Age from which people may smoke; an assumption. [year]")
    smoker_least: float = told_as(3.0, "COHb of smokers, drawn evenly from this; an assumption. [%]", 0, 15)
    smoker_most: float = told_as(8.0, "To this; an assumption. [%]", 0, 15)
    susceptibility_spread: float = Field(
        default=1.0,
        ge=0,
        le=2,
        description="Spread of the logarithm of the dose of gas that overcomes, median 1: 11.4 % fall at FED 0.3 (ISO "
        "13571:2012, Purser), a convention. [-]",
    )
    heat_susceptibility_spread: float = Field(
        default=0.22,
        ge=0,
        le=2,
        description="The same of the dose of heat, from r = 10 (1 % dead) and 16.7 (half), Purser 2016. [-]",
    )
    unconscious_at: float = told_as(50.0, "COHb with which nobody stays conscious; coma from 50 %. [%]", 1, 100)
    lethal_cohb: float = told_as(
        55.0, "COHb that kills an adult, children in proportion; 50 to 60 are found in the dead of fires. [%]", 1, 100
    )
    lethal_dose: float = told_as(
        2.5, "Times the dose of cyanide or lack of oxygen that overcomes, which kills; an assumption, 2 to 3. [-]", 1
    )
    lethal_spread: float = Field(
        default=0.15, ge=0, le=2, description="Spread of the logarithm of both; an assumption. [-]"
    )
    cyanide_half_life: Duration = told_as(
        7740.0,
        "In which the body rids itself of half the dose of cyanide, by `dose: purser`: 129 min in the blood of dogs "
        "(Breen and others 1995, from the abstract); that the dose follows the blood is an assumption. [s]",
        1.0,
    )
    lethal_heat: float = told_as(
        1.67, "Times the dose of heat that overcomes, which kills; r = 16.7, Purser 2016. [-]", 1
    )


class Injuries(Described):
    """What parts unhurt, minor, hospital and severe, after clinical practice, and how unsure doses and limits are."""

    child_below: Age = told_as(12.0, "Age under which the limit of children counts; an assumption. [year]")
    observed_below: Age = told_as(5.0, "Age under which a minor dose is observed in hospital; an assumption. [year]")
    minor_fed: float = told_as(0.1, "Dose of gas, or of heat; an assumption. [-]")
    minor_cohb: float = told_as(5.0, "Rise of COHb; an assumption. [%]")
    minor_irritant: Duration = told_as(10.0, "At the irritant limit; an assumption. [s]")
    minor_smoke: Duration = told_as(
        20.0,
        "In smoke in which one sees less than 3 m: about as long as people hold their breath in it (TNO 1998, as "
        "quoted); that whoever breathes it is counted is an assumption. [s]",
    )
    hospital_fed: float = told_as(0.3, "Dose of gas, which harms one in nine (ISO 13571:2012). [-]")
    hospital_heat: float = told_as(0.3, "Dose of heat; an assumption. [-]")
    hospital_cohb: float = told_as(10.0, "Rise of COHb; an assumption. [%]")
    hospital_cohb_child: float = told_as(8.0, "The same of children; an assumption. [%]")
    hospital_irritant: Duration = told_as(120.0, "At the irritant limit; an assumption. [s]")
    co_unsure: float = told_as(0.20, "Of the dose of carbon monoxide; ISO 13571:2012. [-]", 0, 2)
    hcn_unsure: float = told_as(0.35, "Of cyanide; ISO 13571:2012. [-]", 0, 2)
    o2_unsure: float = told_as(0.20, "Of lack of oxygen; an assumption. [-]", 0, 2)
    irritant_unsure: float = told_as(0.50, "Of irritants; ISO 13571:2012. [-]", 0, 2)
    heat_unsure: float = told_as(0.25, "Of heat; an assumption, the published laws differ by more. [-]", 0, 2)
    limit_unsure: float = told_as(0.20, "Of these limits; an assumption. [-]", 0, 2)
