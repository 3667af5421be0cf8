"""Named linings: what walls, ceilings and floors are made of.

Properties at room temperature; the engine holds them constant. Thicknesses are ours: what a wall
of that kind commonly has, thick enough where it stands for a whole wall that its far side stays
cool for the first half hour.

References (values as commonly quoted; check against the edition you cite):

.. [1] EN ISO 10456:2007, "Building materials and products: hygrothermal properties", table 3.
.. [2] D. Drysdale, "An Introduction to Fire Dynamics", 3rd ed., Wiley, 2011, table 2.1.
"""

from __future__ import annotations

from palier.scenario.building import Building, Lining

# name: conductivity [W/m/K], density [kg/m3], specific heat [J/kg/K], thickness [m], emissivity [-], source
_TABLE: dict[str, tuple[float, float, float, float, float, str]] = {
    "plaster": (0.40, 1000.0, 1000.0, 0.10, 0.90, "gypsum plaster, EN ISO 10456; a solid plastered partition"),
    "gypsum board": (0.25, 900.0, 1000.0, 0.0125, 0.90, "EN ISO 10456; one board of 12.5 mm"),
    "double gypsum board": (0.25, 900.0, 1000.0, 0.025, 0.90, "EN ISO 10456; two boards of 12.5 mm"),
    "lime plaster": (0.80, 1600.0, 1000.0, 0.02, 0.90, "lime and sand, EN ISO 10456"),
    "brick": (0.69, 1600.0, 840.0, 0.11, 0.93, "common brick, Drysdale table 2.1; half a brick"),
    "concrete": (1.65, 2200.0, 1000.0, 0.16, 0.94, "medium density, EN ISO 10456"),
    "aerated concrete": (0.15, 500.0, 1000.0, 0.15, 0.94, "EN ISO 10456, low density"),
    "stone": (1.70, 2200.0, 1000.0, 0.20, 0.93, "hard limestone, EN ISO 10456"),
    "timber": (0.13, 500.0, 1600.0, 0.02, 0.90, "softwood, EN ISO 10456; charring is not modelled"),
    "timber floor": (0.13, 500.0, 1600.0, 0.04, 0.90, "boards on joists, softwood, EN ISO 10456"),
    "plywood": (0.13, 500.0, 1600.0, 0.018, 0.90, "EN ISO 10456"),
    "ceramic tile": (1.30, 2300.0, 840.0, 0.06, 0.90, "tiles on screed, EN ISO 10456"),
    "carpet": (0.06, 200.0, 1300.0, 0.01, 0.90, "textile floor covering, EN ISO 10456"),
    "glass": (1.00, 2500.0, 750.0, 0.006, 0.84, "soda-lime glass, EN ISO 10456"),
    "mineral wool": (0.04, 60.0, 1030.0, 0.10, 0.90, "EN ISO 10456"),
    "ceramic fibre": (0.09, 128.0, 1130.0, 0.05, 0.97, "blanket of 128 kg/m3, as makers give it near 300 °C"),
    "steel": (50.0, 7800.0, 450.0, 0.003, 0.90, "EN ISO 10456"),
}

LININGS: dict[str, Lining] = {
    name: Lining(conductivity=k, density=rho, specific_heat=c, thickness=thickness, emissivity=emissivity)
    for name, (k, rho, c, thickness, emissivity, _) in _TABLE.items()
}

SOURCES: dict[str, str] = {name: row[5] for name, row in _TABLE.items()}


def lining(building: Building, name: str) -> Lining:
    """The lining of that name: the building's own, or else the one shipped. KeyError if neither."""
    return building.linings[name] if name in building.linings else LININGS[name]
