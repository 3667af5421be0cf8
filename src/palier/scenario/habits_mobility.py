"""How fast those walk who need something to walk with, on the level and on stairs."""

from __future__ import annotations

from palier.scenario.building import Described
from palier.scenario.habits_fields import spread, told_as
from palier.scenario.units import Speed

# 0.31 +- 0.16 m/s, from 0.07 to 0.91, of older and disabled residents on stairs (two residential facilities, 2014, as
# quoted): as a lognormal distribution a spread of 0.49, which cut at 2.5 of these goes from 0.08 to 0.93 m/s, and a
# median of 0.89 of the mean.
ON_STAIRS = 0.49


class Mobility(Described):
    """Walking with an aid: means after Boyce, Shields and Silcock 1999, as quoted; spread of older residents on stairs.

    Who is told to walk faster or slower on the level than the mean of that aid does so on stairs in proportion.
    """

    with_a_cane: Speed = told_as(0.81, "Mean with a cane on the level, at most the mean of the age. [m/s]", 0.01)
    with_a_frame: Speed = told_as(0.57, "The same with a walking frame. [m/s]", 0.01)
    in_a_wheelchair: Speed = told_as(0.69, "The same in a wheelchair moved by hand. [m/s]", 0.01)
    bedridden: Speed = told_as(0.3, "The same of somebody bedridden who is led; an assumption. [m/s]", 0.01)
    cane_down_stairs: Speed = told_as(0.28, "Median with a cane down a stair, along the slope; mean 0.32. [m/s]", 0.01)
    cane_down_stairs_spread: float = spread(ON_STAIRS)
    frame_down_stairs: Speed = told_as(0.14, "The same with a frame; mean 0.16. [m/s]", 0.01)
    frame_down_stairs_spread: float = spread(ON_STAIRS)
    cane_up_stairs: Speed = told_as(
        0.28, "Median with a cane up a stair; as down: an assumption, 0.38 is the mean of all the disabled. [m/s]", 0.01
    )
    cane_up_stairs_spread: float = spread(ON_STAIRS)
    frame_up_stairs: Speed = told_as(0.14, "The same with a frame; an assumption. [m/s]", 0.01)
    frame_up_stairs_spread: float = spread(ON_STAIRS)
