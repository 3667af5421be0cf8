"""How badly a person is hurt, by which criterion, and how sure that is."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from palier.physics.reach import fall_lethality

CLASSES = ("unhurt", "minor", "hospital", "severe", "dead")
UNHURT, MINOR, HOSPITAL, SEVERE, DEAD = range(5)

CHILD = 12.0  # years
OBSERVED_BELOW = 5.0  # years; a small child with even a minor dose is kept for observation: an assumption
MINOR_FED, MINOR_COHB = 0.1, 5.0  # [-], %
HOSPITAL_FED, HOSPITAL_HEAT = 0.3, 0.3  # [-]
HOSPITAL_COHB, HOSPITAL_COHB_CHILD = 10.0, 8.0  # %
HOSPITAL_IRRITANT = 120.0  # s at an irritant concentration that incapacitates
MINOR_IRRITANT = 10.0  # s
MINOR_SMOKE = (
    60.0  # s of breathing smoke in which one sees less than 3 m: coughing, sore eyes and throat: an assumption
)

# Uncertainty, as standard deviations of logarithms, each the same for everybody and drawn apart from the others.
CO_UNSURE = 0.20  # ISO 13571:2012 gives 20 % for carbon monoxide
HCN_UNSURE = 0.35  # and 35 % for hydrogen cyanide
O2_UNSURE = 0.20  # of lack of oxygen: an assumption, as for CO
IRRITANT_UNSURE = 0.50  # ISO 13571:2012 gives 50 % for irritants
HEAT_UNSURE = 0.25  # an assumption; the published laws of hot air differ by more
LIMIT_UNSURE = 0.20  # of the limits that part the classes: an assumption
SAMPLES = 1024  # points of the sequence that the chances are counted on: to about 0.5 %

Floats = npt.NDArray[np.float64]


class Harm(NamedTuple):
    """What a run found of one person."""

    age: float  # years
    fed_co: float  # highest parts of the fractional effective dose
    fed_hcn: float
    fed_o2: float
    fed_irritant: float
    fed: float  # highest of their sum
    cohb: float  # highest rise of COHb by the fire. [%]
    fed_heat: float  # dose of heat, 1 = incapacitation
    irritant_seconds: float  # at or above the irritant concentration that incapacitates
    smoke_seconds: float  # of breathing smoke in which one sees less than 3 m
    overcome: float  # most of the way to collapse that was gone, 1 = collapse
    lethal: float  # the same to death; for the dead as if they had breathed on
    by_heat: bool  # whether heat was what brought the person nearest to collapse
    fell: float  # height of a jump, 0: none. [m]


def outcome(
    age: float,
    dead: bool,
    incapacitated: bool,
    fed: float,
    cohb: float,
    fed_heat: float,
    irritant_seconds: float,
    smoke_seconds: float,
    fell: float = 0.0,
) -> tuple[str, str]:
    """Class of injury and the criterion that puts the person there.

    Parameters
    ----------
    age : float
        [year]
    dead, incapacitated : bool
        What the run found; incapacitated if the person ever was.
    fed : float
        Fractional effective dose of asphyxiants, highest. [-]
    cohb : float
        Highest rise of carboxyhaemoglobin by the fire. [%]
    fed_heat : float
        Dose of heat, 1 = incapacitation. [-]
    irritant_seconds : float
        Time at or above the irritant concentration that incapacitates. [s]
    smoke_seconds : float
        Time of breathing smoke in which one sees less than 3 m. [s]
    fell : float
        Height of a jump from a window, 0 if there was none. [m]

    Returns
    -------
    tuple of str
        One of `CLASSES`, and the criterion in words.

    Notes
    -----
    The limits are assumptions, set after clinical practice: observation in hospital from 10 % COHb (8 % for a
    child under 12), FED 0.3 as the dose that harms one person in nine (ISO 13571:2012).
    """
    if fell > 0.0:
        return ("dead" if dead else "severe"), f"jumped from {fell:.0f} m"
    if dead:
        return "dead", "lethal dose of heat" if fed_heat > max(fed, 1.0) else "lethal dose of smoke"
    if incapacitated:
        return "severe", "overcome by heat" if fed_heat > fed else "overcome by smoke"
    limit = HOSPITAL_COHB_CHILD if age < CHILD else HOSPITAL_COHB
    if cohb >= limit:
        return "hospital", f"COHb {cohb:.0f} % (limit {limit:.0f} %)"
    if fed >= HOSPITAL_FED:
        return "hospital", f"FED {fed:.2f} (limit {HOSPITAL_FED})"
    if fed_heat >= HOSPITAL_HEAT:
        return "hospital", f"heat dose {fed_heat:.2f} (limit {HOSPITAL_HEAT})"
    if irritant_seconds > HOSPITAL_IRRITANT:
        return "hospital", f"{irritant_seconds:.0f} s in strong irritants (limit {HOSPITAL_IRRITANT:.0f} s)"
    mild = ""
    if cohb >= MINOR_COHB:
        mild = f"COHb {cohb:.0f} % (limit {MINOR_COHB:.0f} %)"
    elif fed >= MINOR_FED:
        mild = f"FED {fed:.2f} (limit {MINOR_FED})"
    elif irritant_seconds > MINOR_IRRITANT:
        mild = f"{irritant_seconds:.0f} s in strong irritants (limit {MINOR_IRRITANT:.0f} s)"
    elif fed_heat >= MINOR_FED:
        mild = f"heat dose {fed_heat:.2f} (limit {MINOR_FED})"
    elif smoke_seconds > MINOR_SMOKE:
        mild = f"{smoke_seconds:.0f} s in thick smoke (limit {MINOR_SMOKE:.0f} s)"
    if mild and age < OBSERVED_BELOW:
        return "hospital", f"small child, {mild}"
    if mild:
        return "minor", mild
    return "unhurt", "below every limit"


def outcome_chances(harm: Harm) -> Floats:
    """Probability of each class of injury, given what the person breathed and felt in this run. [n_classes]

    Notes
    -----
    The doses of carbon monoxide, cyanide, lack of oxygen, irritants and heat, and the limits that part the classes, are
    each multiplied by a lognormal factor of median 1 and the spreads above; the person's own sensitivity is the one of
    the run. Each of `SAMPLES` points of a low-discrepancy sequence, the same for everybody, is judged as `outcome`
    judges the run. What the person would have done, had he or she fallen sooner or later, is not asked.
    """
    if harm.fell > 0.0:
        dies = fall_lethality(harm.fell)
        return np.array([0.0, 0.0, 0.0, 1.0 - dies, dies])
    if _beyond_doubt(harm):
        return np.array([1.0, 0.0, 0.0, 0.0, 0.0])
    co, hcn, o2, irritant, heat, limit = _factors()
    parts = harm.fed_co * co + harm.fed_hcn * hcn + harm.fed_o2 * o2 + harm.fed_irritant * irritant
    told = harm.fed_co + harm.fed_hcn + harm.fed_o2 + harm.fed_irritant
    gas = parts / told if told > 0.0 else co
    fed, felt, cohb = harm.fed * gas / limit, harm.fed_heat * heat / limit, harm.cohb * co / limit
    factor = heat if harm.by_heat else gas
    stung, smoky = harm.irritant_seconds / limit, harm.smoke_seconds / limit
    child = harm.age < CHILD
    hospital = (
        (cohb >= (HOSPITAL_COHB_CHILD if child else HOSPITAL_COHB))
        | (fed >= HOSPITAL_FED)
        | (felt >= HOSPITAL_HEAT)
        | (stung > HOSPITAL_IRRITANT)
    )
    mild = (
        (cohb >= MINOR_COHB)
        | (fed >= MINOR_FED)
        | (stung > MINOR_IRRITANT)
        | (felt >= MINOR_FED)
        | (smoky > MINOR_SMOKE)
    )
    grade = np.where(mild, HOSPITAL if harm.age < OBSERVED_BELOW else MINOR, UNHURT)
    grade = np.where(hospital, HOSPITAL, grade)
    grade = np.where(harm.overcome * factor >= 1.0, SEVERE, grade)
    grade = np.where(harm.lethal * factor / limit >= 1.0, DEAD, grade)
    return np.bincount(grade, minlength=len(CLASSES)) / len(grade)


def share_overcome(dose: float, spread: float) -> float:
    """Part of a population that a dose overcomes: lognormal, median 1. dose : [-]; spread : of its logarithm; [-]."""
    return NormalDist().cdf(math.log(dose) / spread) if dose > 0.0 else 0.0


def _beyond_doubt(harm: Harm) -> bool:
    """Whether every point of the sequence finds the person unhurt: the largest factors over the smallest limit."""
    co, hcn, o2, irritant, heat, limit = _factors()
    most = max(co.max(), hcn.max(), o2.max(), irritant.max(), heat.max()) / limit.min()
    return bool(
        most * max(harm.fed, harm.fed_heat) < MINOR_FED
        and most * harm.cohb < MINOR_COHB
        and harm.irritant_seconds / limit.min() <= MINOR_IRRITANT
        and harm.smoke_seconds / limit.min() <= MINOR_SMOKE
        and most * max(harm.overcome, harm.lethal) < 1.0
    )


@cache
def _factors() -> Floats:
    """Factors on carbon monoxide, cyanide, lack of oxygen, irritants, heat and the limits. [6, SAMPLES]"""
    spreads = [CO_UNSURE, HCN_UNSURE, O2_UNSURE, IRRITANT_UNSURE, HEAT_UNSURE, LIMIT_UNSURE]
    return np.exp(_points() * np.array(spreads)).T


@cache
def _points() -> Floats:
    """Standard normal points that fill the space evenly: Halton's sequence, bases 2 to 13. [SAMPLES, 6]"""
    normal = NormalDist()
    columns = []
    for base in (2, 3, 5, 7, 11, 13):
        column = np.zeros(SAMPLES)
        for i in range(SAMPLES):
            part, place, rest = 0.0, 1.0 / base, i + 1
            while rest:
                part += place * (rest % base)
                rest //= base
                place /= base
            column[i] = normal.inv_cdf(part)
        columns.append(column)
    return np.stack(columns, axis=1)
