"""How badly a person is hurt, by which criterion, and how sure that is."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from palier.physics.reach import fall_lethality

CLASSES = ("unhurt", "minor", "hospital", "severe", "dead")
UNHURT, MINOR, HOSPITAL, SEVERE, DEAD = range(5)

_UNHURT_FOR_SURE = np.array([1.0, 0.0, 0.0, 0.0, 0.0])
_UNHURT_FOR_SURE.flags.writeable = False
NOT_ROUNDED = 1.0 - 1e-9
SAMPLES = 1024  # points of the sequence that the chances are counted on: to about 0.5 %

Floats = npt.NDArray[np.float64]


class Limits(NamedTuple):
    """What parts the classes, and the uncertainty of doses and limits as standard deviations of logarithms."""

    child_below: float  # years
    observed_below: float  # years under which even a minor dose is observed in hospital
    minor_fed: float  # of gas or of heat
    minor_cohb: float  # %
    minor_irritant: float  # s
    minor_smoke: float  # s
    hospital_fed: float
    hospital_heat: float
    hospital_cohb: float  # %
    hospital_cohb_child: float  # %
    hospital_irritant: float  # s
    co_unsure: float
    hcn_unsure: float
    o2_unsure: float
    irritant_unsure: float
    heat_unsure: float
    limit_unsure: float


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
    limits: Limits,
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
    limits : Limits
    fell : float
        Height of a jump from a window, 0 if there was none. [m]

    Returns
    -------
    tuple of str
        One of `CLASSES`, and the criterion in words.

    Notes
    -----
    The limits of the scenario are by default set after clinical practice: observation in hospital from 10 % COHb (8 %
    for a child under 12), FED 0.3 as the dose that harms one person in nine (ISO 13571:2012).
    """
    if fell > 0.0:
        return ("dead" if dead else "severe"), f"jumped from {fell:.0f} m"
    if dead:
        return "dead", "lethal dose of heat" if fed_heat > max(fed, 1.0) else "lethal dose of smoke"
    if incapacitated:
        return "severe", "overcome by heat" if fed_heat > fed else "overcome by smoke"
    limit = limits.hospital_cohb_child if age < limits.child_below else limits.hospital_cohb
    if cohb >= limit:
        return "hospital", f"COHb {cohb:.0f} % (limit {limit:.0f} %)"
    if fed >= limits.hospital_fed:
        return "hospital", f"FED {fed:.2f} (limit {limits.hospital_fed})"
    if fed_heat >= limits.hospital_heat:
        return "hospital", f"heat dose {fed_heat:.2f} (limit {limits.hospital_heat})"
    if irritant_seconds > limits.hospital_irritant:
        return "hospital", f"{irritant_seconds:.0f} s in strong irritants (limit {limits.hospital_irritant:.0f} s)"
    mild = ""
    if cohb >= limits.minor_cohb:
        mild = f"COHb {cohb:.0f} % (limit {limits.minor_cohb:.0f} %)"
    elif fed >= limits.minor_fed:
        mild = f"FED {fed:.2f} (limit {limits.minor_fed})"
    elif irritant_seconds > limits.minor_irritant:
        mild = f"{irritant_seconds:.0f} s in strong irritants (limit {limits.minor_irritant:.0f} s)"
    elif fed_heat >= limits.minor_fed:
        mild = f"heat dose {fed_heat:.2f} (limit {limits.minor_fed})"
    elif smoke_seconds > limits.minor_smoke:
        mild = f"{smoke_seconds:.0f} s in thick smoke (limit {limits.minor_smoke:.0f} s)"
    if mild and age < limits.observed_below:
        return "hospital", f"small child, {mild}"
    if mild:
        return "minor", mild
    return "unhurt", "below every limit"


def outcome_chances(harm: Harm, limits: Limits) -> Floats:
    """Probability of each class of injury, given what the person breathed and felt in this run. [n_classes]

    Notes
    -----
    The doses of carbon monoxide, cyanide, lack of oxygen, irritants and heat, and the limits that part the classes, are
    each multiplied by a lognormal factor of median 1 and the spreads of `limits`; the person's own sensitivity is the
    one of the run. Each of `SAMPLES` points of a low-discrepancy sequence, the same for everybody, is judged as
    `outcome` judges the run. What the person would have done, had he or she fallen sooner or later, is not asked.
    """
    if harm.fell > 0.0:
        dies = fall_lethality(harm.fell)
        return np.array([0.0, 0.0, 0.0, 1.0 - dies, dies])
    if beyond_doubt(
        harm.fed,
        harm.cohb,
        harm.fed_heat,
        harm.irritant_seconds,
        harm.smoke_seconds,
        harm.overcome,
        harm.lethal,
        limits,
    ):
        return _UNHURT_FOR_SURE
    co, hcn, o2, irritant, heat, limit = _factors(limits[-6:])
    parts = harm.fed_co * co + harm.fed_hcn * hcn + harm.fed_o2 * o2 + harm.fed_irritant * irritant
    told = harm.fed_co + harm.fed_hcn + harm.fed_o2 + harm.fed_irritant
    gas = parts / told if told > 0.0 else co
    fed, felt, cohb = harm.fed * gas / limit, harm.fed_heat * heat / limit, harm.cohb * co / limit
    factor = heat if harm.by_heat else gas
    stung, smoky = harm.irritant_seconds / limit, harm.smoke_seconds / limit
    child = harm.age < limits.child_below
    hospital = (
        (cohb >= (limits.hospital_cohb_child if child else limits.hospital_cohb))
        | (fed >= limits.hospital_fed)
        | (felt >= limits.hospital_heat)
        | (stung > limits.hospital_irritant)
    )
    mild = (
        (cohb >= limits.minor_cohb)
        | (fed >= limits.minor_fed)
        | (stung > limits.minor_irritant)
        | (felt >= limits.minor_fed)
        | (smoky > limits.minor_smoke)
    )
    dead = harm.lethal * factor / limit >= 1.0
    severe = dead | (harm.overcome * factor >= 1.0)
    hospital |= severe
    if harm.age < limits.observed_below:
        hospital |= mild
    found = [int(np.count_nonzero(each)) for each in (hospital | mild, hospital, severe, dead)]
    return -np.diff([len(limit), *found, 0]) / len(limit)  # each class without those that are worse


def share_overcome(dose: float, spread: float) -> float:
    """Part of a population that a dose overcomes: lognormal, median 1. dose : [-]; spread : of its logarithm; [-]."""
    if dose <= 0.0 or spread <= 0.0:
        return 1.0 if dose >= 1.0 else 0.0
    return NormalDist().cdf(math.log(dose) / spread)


class _Sure(NamedTuple):
    """Doses and times up to which every point of the sequence finds a person unhurt."""

    fed: float
    cohb: float
    heat: float
    irritant: float
    smoke: float
    overcome: float
    lethal: float


def beyond_doubt(
    fed: Any,
    cohb: Any,
    fed_heat: Any,
    irritant_seconds: Any,
    smoke_seconds: Any,
    overcome: Any,
    lethal: Any,
    limits: Limits,
) -> Any:
    """Whether every point of the sequence finds a person, or each of several, unhurt who has not jumped.

    Arguments as of `Harm`, of the same shape or single: doses [-], times [s]; returns yes or no.
    """
    sure = _sure_of(limits)
    return (
        (fed < sure.fed)
        & (fed_heat < sure.heat)
        & (cohb < sure.cohb)
        & (irritant_seconds <= sure.irritant)
        & (smoke_seconds <= sure.smoke)
        & (overcome < sure.overcome)
        & (lethal < sure.lethal)
    )


@cache
def _sure_of(limits: Limits) -> _Sure:
    """The smallest limits over the largest factors of the sequence, less what rounding could make of them."""
    *factors, limit = _factors(limits[-6:])
    least = float(limit.min()) * NOT_ROUNDED
    co, hcn, o2, irritant, heat = (max(1.0, float(each.max())) for each in factors)
    gas = max(co, hcn, o2, irritant)  # whatever it consists of
    return _Sure(
        fed=least * min(limits.minor_fed, limits.hospital_fed) / gas,
        cohb=least * min(limits.minor_cohb, limits.hospital_cohb, limits.hospital_cohb_child) / co,
        heat=least * min(limits.minor_fed, limits.hospital_heat) / heat,
        irritant=least * min(limits.minor_irritant, limits.hospital_irritant),
        smoke=least * limits.minor_smoke,
        overcome=NOT_ROUNDED / max(gas, heat),
        lethal=least / max(gas, heat),
    )


@cache
def _factors(spreads: tuple[float, ...]) -> Floats:
    """Factors on carbon monoxide, cyanide, lack of oxygen, irritants, heat and the limits. [6, SAMPLES]"""
    return np.asarray(np.exp(_points() * np.array(spreads)).T)


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
