"""How badly a person is hurt, and by which criterion."""

from __future__ import annotations

CLASSES = ("unhurt", "minor", "hospital", "severe", "dead")

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


def outcome(
    age: float,
    dead: bool,
    incapacitated: bool,
    fed: float,
    cohb: float,
    fed_heat: float,
    irritant_seconds: float,
    smoke_seconds: float,
) -> tuple[str, str]:
    """Class of injury and the criterion that puts the person there.

    Parameters
    ----------
    age : float
        [year]
    dead, incapacitated : bool
        What the run found; incapacitated if the person ever was.
    fed : float
        Fractional effective dose of asphyxiants. [-]
    cohb : float
        Carboxyhaemoglobin. [%]
    fed_heat : float
        Dose of heat, 1 = incapacitation. [-]
    irritant_seconds : float
        Time at or above the irritant concentration that incapacitates. [s]
    smoke_seconds : float
        Time of breathing smoke in which one sees less than 3 m. [s]

    Returns
    -------
    tuple of str
        One of `CLASSES`, and the criterion in words.

    Notes
    -----
    The limits are assumptions, set after clinical practice: observation in hospital from 10 % COHb (8 % for a
    child under 12), FED 0.3 as the dose that harms one person in nine (ISO 13571:2012).
    """
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
