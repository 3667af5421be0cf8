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
def between(values, point):
    """Value of a curve at a point that `find_point` gave."""
    k = int(point)
    part = point - k
    return values[k] if part == 0.0 else values[k] + part * (values[k + 1] - values[k])
