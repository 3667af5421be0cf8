"""Values given at points of time, linear in between."""

from palier.engine.compiled import inner


@inner
def find_point(time, curve_time):
    """Where a time lies on a curve: the index of the point before it plus the part of the way to the next."""
    last = curve_time.size - 1
    if time <= curve_time[0]:
        return 0.0
    if time >= curve_time[last]:
        return float(last)
    low, high = 0, last
    while high - low > 1:
        middle = (low + high) // 2
        if curve_time[middle] <= time:
            low = middle
        else:
            high = middle
    return low + (time - curve_time[low]) / (curve_time[low + 1] - curve_time[low])


@inner
def mean_between(values, times, first, last):
    """Mean of a curve from the time `first` to `last`, exact where it is linear and where it jumps. [s]"""
    here = find_point(first, times)
    value = between(values, here)
    k = int(here) + 1
    if k < times.size and times[k] >= last and times[k - 1] <= first:  # most steps lie between two points
        slope = (values[k] - values[k - 1]) / (times[k] - times[k - 1])
        return value + 0.5 * slope * (last - first)
    area = 0.0
    moment = first
    while k < times.size and times[k] < last:
        if times[k] > moment:
            area += 0.5 * (value + values[k]) * (times[k] - moment)
            moment = times[k]
        value = values[k]
        k += 1
    area += 0.5 * (value + between(values, find_point(last, times))) * (last - moment)
    return area / (last - first)


@inner
def between(values, point):
    """Value of a curve at a point that `find_point` gave."""
    k = int(point)
    part = point - k
    return values[k] if part == 0.0 else values[k] + part * (values[k + 1] - values[k])
