"""What a small object receives: radiation of a flame, of surfaces and of gas, and convection in a flow."""

import math

from numba import njit

from palier.physics.gas import GRAVITY
from palier.physics.radiation import STEFAN_BOLTZMANN
from palier.physics.roots import cube_root

PLATE = 0.1  # length along the flow that a plate is given; objects measured in fires are of this size. [m]
PRANDTL = 0.7  # of air, 300 to 1000 K (Incropera & DeWitt, table A.4). [-]
PRANDTL_THIRD = PRANDTL ** (1.0 / 3.0)  # [-]
AIR_AT, AIR_CONDUCTIVITY, AIR_VISCOSITY = 300.0, 0.0263, 1.59e-5  # [K], [W/m/K], [m2/s], see `air`.
CONDUCTIVITY_POWER, VISCOSITY_POWER = 0.773, 1.693  # by which they grow with temperature. [-]
PLATE_FACTOR = (
    0.037 * PRANDTL_THIRD * AIR_CONDUCTIVITY / PLATE * (PLATE / AIR_VISCOSITY) ** 0.8
)  # see `plate_convection`.
PLATE_POWER = CONDUCTIVITY_POWER - 0.8 * VISCOSITY_POWER  # [-]
FORCED = 0.62 * PRANDTL_THIRD / (1.0 + (0.4 / PRANDTL) ** (2.0 / 3.0)) ** 0.25  # across a cylinder, see there. [-]
NATURAL = 0.387 / (1.0 + (0.559 / PRANDTL) ** (9.0 / 16.0)) ** (8.0 / 27.0)  # same, in still gas. [-]
CLEAR = 1e-7  # absorption below which gas takes nothing in any room. [1/m]
SLAB_PATH = 1.8  # mean path through a wide layer over its thickness (mean beam length of a slab). [-]


@njit(cache=True, error_model="numpy")
def rectangle_factor(px, py, pz, nx, ny, nz, x0, x1, y0, y1, z):
    """Configuration factor from a small surface to a horizontal rectangle.

    Parameters
    ----------
    px, py, pz : float
        Where the surface is. [m]
    nx, ny, nz : float
        Its outward normal, of length 1.
    x0, x1, y0, y1, z : float
        Corners and height of the rectangle. [m]

    Returns
    -------
    float
        From 0 to 1; only what lies before the surface counts. [-]

    Notes
    -----
    Lambert's contour sum, :math:`F = \\frac{1}{2 \\pi} |\\sum_k \\theta_k\\, \\mathbf n \\cdot \\mathbf e_k|` over the
    edges of the polygon, with the angle each is seen under and the normal of the plane through it and the surface;
    exact. The rectangle is cut along the plane of the surface first. CFAST takes solid angles without the cosine.

    References
    ----------
    .. [1] J. R. Howell, R. Siegel & M. P. Menguc, "Thermal Radiation Heat Transfer", 5th ed., ch. 4, 2010.
    """
    dz = z - pz
    total = 0.0
    # first point of the cut polygon, and the one before the present
    begun = False
    fx = fy = fz = 0.0
    lx = ly = lz = 0.0
    ax, ay = x0 - px, y0 - py
    side_a = nx * ax + ny * ay + nz * dz
    for k in range(4):
        bx = (x1 if k < 2 else x0) - px
        by = (y1 if k == 1 or k == 2 else y0) - py
        side_b = nx * bx + ny * by + nz * dz
        if side_a >= 0.0:
            if begun:
                total += _edge(lx, ly, lz, ax, ay, dz, nx, ny, nz)
            else:
                begun = True
                fx, fy, fz = ax, ay, dz
            lx, ly, lz = ax, ay, dz
        if (side_a > 0.0 and side_b < 0.0) or (side_a < 0.0 and side_b > 0.0):
            part = side_a / (side_a - side_b)
            cx, cy = ax + part * (bx - ax), ay + part * (by - ay)
            if begun:
                total += _edge(lx, ly, lz, cx, cy, dz, nx, ny, nz)
            else:
                begun = True
                fx, fy, fz = cx, cy, dz
            lx, ly, lz = cx, cy, dz
        ax, ay, side_a = bx, by, side_b
    if begun:
        total += _edge(lx, ly, lz, fx, fy, fz, nx, ny, nz)
    return min(1.0, abs(total) / (2.0 * math.pi))


@njit(cache=True, error_model="numpy")
def _edge(ax, ay, az, bx, by, bz, nx, ny, nz):
    """Angle under which an edge is seen, times the cosine of the normal and that of its plane."""
    cx, cy, cz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    sine = math.sqrt(cx * cx + cy * cy + cz * cz)
    if sine <= 1e-12:
        return 0.0
    angle = math.atan2(sine, ax * bx + ay * by + az * bz)
    return angle * (nx * cx + ny * cy + nz * cz) / sine


@njit(cache=True, error_model="numpy")
def flame_flux(radiated, across, base, height, level, upward, surface):
    r"""Flux that an upright flame gives to a small surface, before gas on the way takes of it.

    Parameters
    ----------
    radiated : float
        What the flame radiates in all. [W]
    across : float
        Level distance to its axis, not less than its radius. [m]
    base : float
        Of the flame above the surface, negative below it. [m]
    height : float
        Of the flame. [m]
    level : float
        Level part of the surface's normal, of length 1, times the level way to the flame. [m]
    upward : float
        Upright part of the normal. [-]
    surface : float
        Of the flame. [m2]

    Returns
    -------
    float
        Not above what leaves a square metre of the flame. [W/m2]

    Notes
    -----
    The flame is a line that radiates evenly,

    .. math::
        q = \frac{\chi Q}{4 \pi L} \int_b^{b+L} \frac{a + n_z u}{(r^2 + u^2)^{3/2}} du
          = \frac{\chi Q}{4 \pi L} \left[ \frac{a\,u}{r^2 \sqrt{r^2 + u^2}} - \frac{n_z}{\sqrt{r^2 + u^2}} \right]

    over the part of it that lies before the surface. Far away it becomes the point source of handbooks [1]_ and of
    CFAST; within a few diameters, where a point on the axis is too strong on the floor beside the fire, several points
    do better [2]_, and this is their limit.

    References
    ----------
    .. [1] C. L. Beyler, "Fire Hazard Calculations for Large, Open Hydrocarbon Fires", SFPE Handbook, 4th ed., NFPA,
       2008.
    .. [2] G. Hankinson & B. J. Lowesmith, "A Consideration of Methods of Determining the Radiative Characteristics of
       Jet Fires", Combust. Flame 159:1165, 2012.
    """
    length = max(height, 0.01 * across)
    low, high = base, base + length
    if upward > 0.0:
        low = max(low, -level / upward)
    elif upward < 0.0:
        high = min(high, -level / upward)
    elif level <= 0.0:
        return 0.0
    if high <= low:
        return 0.0
    to_low = math.sqrt(across**2 + low**2)
    to_high = math.sqrt(across**2 + high**2)
    seen = level / across**2 * (high / to_high - low / to_low) + upward * (1.0 / to_low - 1.0 / to_high)
    return radiated * min(max(seen, 0.0) / (4.0 * math.pi * length), 1.0 / surface)


@njit(cache=True, error_model="numpy")
def flame_surface(diameter, height):
    """Surface of a flame taken as a cylinder, without its base. diameter, height : [m]; returns [m2]."""
    return math.pi * diameter * (height + 0.25 * diameter)


@njit(cache=True, error_model="numpy")
def plate_convection(speed, film):
    """Heat transfer coefficient of a small plate in a flow.

    Parameters
    ----------
    speed : float
        Of the gas. [m/s]
    film : float
        Mean temperature of gas and surface. [K]

    Returns
    -------
    float
        :math:`0.037 Re^{4/5} Pr^{1/3} k / L` with L = 0.1 m. [W/m2/K]

    Notes
    -----
    The turbulent boundary layer from the leading edge on, since the flow in a fire is turbulent. In still gas natural
    convection is larger and counts. With the power laws of `air` this is the product of two powers.

    References
    ----------
    .. [1] A. Atreya, "Convection Heat Transfer", SFPE Handbook, 4th ed., NFPA, 2008.
    """
    return PLATE_FACTOR * math.exp(0.8 * math.log(speed) + PLATE_POWER * math.log(film / AIR_AT))


@njit(cache=True, error_model="numpy")
def air(temperature):
    """Conductivity and kinematic viscosity of air. temperature : [K]; returns [W/m/K], [m2/s].

    Power laws through 0.0263 and 1.59e-5 at 300 K and 0.0667 and 1.22e-4 at 1000 K.

    References
    ----------
    .. [1] F. P. Incropera & D. P. DeWitt, "Fundamentals of Heat and Mass Transfer", 5th ed., 2002, table A.4.
    """
    ratio = temperature / AIR_AT
    return AIR_CONDUCTIVITY * ratio**CONDUCTIVITY_POWER, AIR_VISCOSITY * ratio**VISCOSITY_POWER


@njit(cache=True, error_model="numpy")
def cylinder_convection(speed, diameter, gas, surface):
    """Heat transfer coefficient of a thin cylinder, in a flow across it or in still gas.

    Parameters
    ----------
    speed : float
        [m/s]
    diameter : float
        [m]
    gas, surface : float
        Temperatures. [K]

    Returns
    -------
    float
        The larger of forced, :math:`Nu = 0.3 + 0.62 Re^{1/2} Pr^{1/3} / [1 + (0.4/Pr)^{2/3}]^{1/4}`, and natural
        convection, :math:`Nu = (0.6 + 0.387 Ra^{1/6} / [1 + (0.559/Pr)^{9/16}]^{8/27})^2`. [W/m2/K]

    References
    ----------
    .. [1] S. W. Churchill & M. Bernstein, J. Heat Transfer 99:300, 1977.
    .. [2] S. W. Churchill & H. H. S. Chu, Int. J. Heat Mass Transfer 18:1049, 1975.
    """
    film = 0.5 * (gas + surface)
    conductivity, viscosity = air(film)
    forced = 0.3 + FORCED * math.sqrt(speed * diameter / viscosity)
    rayleigh = PRANDTL * GRAVITY * abs(gas - surface) / film * diameter**3 / viscosity**2
    natural = (0.6 + NATURAL * math.sqrt(cube_root(rayleigh))) ** 2
    return max(forced, natural) * conductivity / diameter


@njit(cache=True, error_model="numpy")
def gas_between(far, near, far_path, near_path, far_absorption, near_absorption):
    """What gas on the way from a surface adds, and the part of the surface's radiation that comes through.

    Parameters
    ----------
    far, near : float
        What black gas of each layer would send, :math:`\\sigma T^4`; `near` is the layer of the target. [W/m2]
    far_path, near_path : float
        Way through each. [m]
    far_absorption, near_absorption : float
        [1/m]

    Returns
    -------
    added : float
        [W/m2]
    through : float
        [-]
    """
    through_near = math.exp(-near_absorption * near_path) if near_absorption > CLEAR else 1.0
    through_far = math.exp(-far_absorption * far_path) if far_absorption > CLEAR and far_path > 0.0 else 1.0
    return far * (1.0 - through_far) * through_near + near * (1.0 - through_near), through_far * through_near


@njit(cache=True, error_model="numpy")
def adiabatic_temperature(irradiation, emissivity, coefficient, gas, guess):
    """Temperature at which a surface neither gains nor loses.

    Parameters
    ----------
    irradiation : float
        [W/m2]
    emissivity : float
        [-]
    coefficient : float
        Of convection. [W/m2/K]
    gas : float
        [K]
    guess : float
        To begin with. [K]

    Returns
    -------
    float
        Solves :math:`\\epsilon (G - \\sigma T^4) + h (T_g - T) = 0` by Newton's method. [K]

    References
    ----------
    .. [1] U. Wickstrom, "Adiabatic Surface Temperature and the Plate Thermometer", Fire Safety Science 10:1001, 2011.
    """
    temperature = guess
    for _ in range(30):
        fourth = STEFAN_BOLTZMANN * temperature**3
        balance = emissivity * (irradiation - fourth * temperature) + coefficient * (gas - temperature)
        change = balance / (4.0 * emissivity * fourth + coefficient)
        temperature += change
        if abs(change) < 1e-6 * temperature:
            break
    return temperature
