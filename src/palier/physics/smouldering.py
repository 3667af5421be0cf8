"""Smouldering upholstery and bedding: fire without flames, which may break into flames later."""

from __future__ import annotations

from numba import njit

LINEAR, SQUARE = 0.10, 0.0185  # g/min2 and g/min3
STEADY_AFTER = 60.0  # min
STEADY = 73.0  # g/min
# What a kilogram lost gives. Heat: 6 to 12 MJ/kg (Rein, SFPE Handbook, 5th ed., ch. 19, from memory); the middle of it.
HEAT = 9e6  # J/kg
# Carbon monoxide: 0.1 as the law goes with it (Quintiere and others 1982, from memory); other accounts 0.06 to 0.15.
CARBON_MONOXIDE = 0.10  # kg/kg
# Smoke: 0.1 kg/kg of tar droplets (0.03 to 0.17, Mulholland, SFPE Handbook, from memory), which take half as much light
# per mass as soot (4400 for 8700 m2/kg; Seader and Einhorn, from memory), as the mass of soot that takes as much.
SMOKE = 0.05  # kg/kg
# Irritants: as of mixed contents in plenty of air, cyanide: none of it until there are flames; both are assumptions.
IRRITANT = 0.005  # kg/kg
# Oxygen below which it stops, as of air of 10 % by volume. Flames want some 15 %, smouldering goes on at much less (a
# chapter on combustion, DOI 10.1201/b16445-25, abstract read). Peat spread down to 13 % (Hadden,
# Rein & Belcher, Proc. Combust. Inst. 34:2547, 2013, from memory); bulk goods go on at half of that, cooler and slower
# the less there is (Malow & Krause, Fire Saf. Sci. 9:303, 2008; that from the abstract, the limit from memory). Told
# are 6 to 13 %: the middle is an assumption.
OXYGEN_LIMIT = 0.11  # kg/kg


@njit(cache=True, error_model="numpy")
def smouldering_rate(time):
    """Mass that smouldering furniture loses in unit time.

    Parameters
    ----------
    time : float
        Since it began. [s]

    Returns
    -------
    float
        :math:`0.10 t + 0.0185 t^2` in g/min, t in minutes, and 73 g/min from an hour on. [kg/s]

    Notes
    -----
    Of chairs and mattresses that cigarettes had lit, for two hours. In a closed room of 40 m3 it brings the dose by
    which the source judges a room, 4.5 % of carbon monoxide times minutes, in an hour. The source finds that about as
    likely to come first as flames, which came after 22 to 306 min (V. Babrauskas & J. F. Krasny, J. Forensic Sci.
    42:1029, 1997, from memory).

    References
    ----------
    .. [1] J. G. Quintiere, M. Birky, F. Macdonald & G. Smith, "An Analysis of Smoldering Fires in Closed Compartments
       and Their Hazard Due to Carbon Monoxide", Fire Mater. 6:99, 1982 (abstract read; the rate from memory).
    """
    minutes = time / 60.0
    if minutes >= STEADY_AFTER:
        return STEADY / 60e3
    return max(LINEAR * minutes + SQUARE * minutes**2, 0.0) / 60e3
