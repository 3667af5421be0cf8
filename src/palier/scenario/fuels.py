"""What burns in a dwelling: composition and yields by material.

Yields per kilogram burnt, well-ventilated and under-ventilated. Well-ventilated values of timber and foam are those
of Tewarson's and Khan's tables (SFPE Handbook) as quoted; under-ventilated ones lie in the ranges that Purser and Stec
give for dwelling fuels (CO 0.1-0.2, HCN up to 0.01-0.02 for foam, soot 0.03-0.2) and are assumptions within them.
The irritant stands for all acid and organic irritants, as the mass of HCl that irritates as much: an assumption.
"""

from __future__ import annotations

from typing import NamedTuple

Pair = tuple[float, float]


class Fuel(NamedTuple):
    """Mass fractions of the elements (`chlorine`: all that ends up in irritants), and yields. [kg/kg]"""

    carbon: float
    hydrogen: float
    oxygen: float
    nitrogen: float
    chlorine: float
    co: Pair
    hcn: Pair
    irritant: Pair
    soot: Pair


FUELS: dict[str, Fuel] = {
    # C0.95 H2.4 O1 (wood as in B-RISK), 1 % for what becomes irritant; CO and soot of red oak and Douglas fir
    "timber": Fuel(0.379, 0.080, 0.531, 0.0, 0.010, (0.004, 0.15), (0.0, 0.0005), (0.003, 0.010), (0.015, 0.03)),
    # flexible foam GM21, C1 H1.8 O0.30 N0.05, 1.5 % for what becomes irritant
    "polyurethane": Fuel(
        0.612, 0.092, 0.245, 0.036, 0.015, (0.010, 0.20), (0.002, 0.015), (0.005, 0.015), (0.131, 0.20)
    ),
    # dwelling contents, timber with plastics: NZ C/VM2 soot 0.07 and CO 0.04 before flashover, soot 0.14 after
    "mixed": Fuel(0.495, 0.080, 0.398, 0.015, 0.012, (0.04, 0.20), (0.002, 0.010), (0.005, 0.012), (0.07, 0.14)),
}
