"""Where everything stands in the drawn section, in metres: x to the right, z above the street."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from palier.scenario.building import OUTSIDE, Building, Opening

WALL = 0.2  # drawn between rooms that the user did not place. [m]
NEAR = 0.7  # rooms closer than this share a wall in the drawing. [m]
NEIGHBOUR_WIDTH = 3.4  # of a neighbour building, of which only the edge is drawn. [m]
MARGIN = 1.4  # beside and above the building. [m]
STREET = 7.2  # drawn beside the building for those who are out. [m]


@dataclass(frozen=True)
class Box:
    """A room as drawn."""

    name: str
    x: float
    z: float
    width: float
    height: float
    storey: int
    is_landing: bool

    @property
    def right(self) -> float:
        """Right edge. [m]"""
        return self.x + self.width

    @property
    def top(self) -> float:
        """Ceiling. [m]"""
        return self.z + self.height

    @property
    def middle(self) -> float:
        """Half way along. [m]"""
        return self.x + 0.5 * self.width


@dataclass(frozen=True)
class Hole:
    """A door, window or hatch as drawn: `wall` (cut by the section), `face` (in the wall behind) or `roof`."""

    name: str
    kind: str  # door, window, grille, hatch
    drawn: str
    x: float  # middle, or left edge of a face or roof opening
    z: float
    width: float
    height: float
    room: str


@dataclass(frozen=True)
class Stairs:
    """A flight as a line from the lower landing to the upper, and where to cut it from."""

    name: str
    lower: str
    upper: str
    points: tuple[tuple[float, float], ...]

    def at(self, part: float) -> tuple[float, float]:
        """Place after a part of the way up, 0 to 1."""
        lengths = [
            ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5 for a, b in zip(self.points, self.points[1:], strict=False)
        ]
        left = min(max(part, 0.0), 1.0) * sum(lengths)
        for a, b, length in zip(self.points, self.points[1:], lengths, strict=False):
            if left <= length and length > 0:
                return a[0] + (b[0] - a[0]) * left / length, a[1] + (b[1] - a[1]) * left / length
            left -= length
        return self.points[-1]


@dataclass(frozen=True)
class Beside:
    """A neighbour building and the ledge on the way to it."""

    name: str
    x: float  # left edge
    width: float
    top: float
    on_right: bool
    foothold: float  # height at which one stands. [m]
    ledge_depth: float
    face: float  # x of the building's own wall there
    window: float  # x of the window that the ledge starts from


@dataclass(frozen=True)
class Layout:
    """All that is drawn but does not move."""

    boxes: dict[str, Box]
    holes: list[Hole]
    stairs: dict[str, Stairs]
    beside: dict[str, Beside]  # by ledge
    left: float
    right: float
    top: float
    bottom: float
    street_on_right: bool  # where those who are out stand
    view: tuple[float, float, float, float] = field(default=(0, 0, 0, 0))  # x, z of the top left corner, width, height

    @property
    def street(self) -> float:
        """x from which those who are out stand in the street, away from neighbour buildings."""
        return self.right + 1.5 if self.street_on_right else self.left - 1.5

    def window_of(self, room: str) -> Hole | None:
        """The window that people in a room go to: one cut by the section first, then the widest."""
        return self._windows.get(room)

    @cached_property
    def _windows(self) -> dict[str, Hole]:
        best: dict[str, Hole] = {}
        for hole in self.holes:
            known = best.get(hole.room)
            if hole.kind == "window" and (known is None or _rank(hole) < _rank(known)):
                best[hole.room] = hole
        return best


def _rank(window: Hole) -> tuple[bool, float]:
    return window.drawn != "wall", -window.width


def layout(building: Building) -> Layout:
    """Place rooms, openings, stairs and neighbour buildings."""
    boxes = _boxes(building)
    if not boxes:
        raise ValueError("a building without rooms cannot be drawn")
    left, right = min(b.x for b in boxes.values()), max(b.right for b in boxes.values())
    top, bottom = max(b.top for b in boxes.values()), min(0.0, min(b.z for b in boxes.values()))
    beside = _beside(building, boxes, left, right)
    on_right = {n.on_right for n in beside.values()} == {False}
    far_left = min([left - (MARGIN if on_right else STREET), *(n.x - 0.6 for n in beside.values())])
    far_right = max([right + (STREET if on_right else MARGIN), *(n.x + n.width + 0.6 for n in beside.values())])
    view = (far_left, top + MARGIN, far_right - far_left, top + MARGIN - bottom + 1.2)
    return Layout(
        boxes=boxes,
        holes=_holes(building, boxes),
        stairs=_stairs(building, boxes),
        beside=beside,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        street_on_right=on_right,
        view=view,
    )


def _boxes(building: Building) -> dict[str, Box]:
    x = _columns(building)
    boxes = {
        name: Box(name, x[name], building.elevation(name), r.width, r.height, r.storey, r.kind == "landing")
        for name, r in building.rooms.items()
    }
    placed: dict[str, Box] = {}
    for box in sorted(boxes.values(), key=lambda b: (b.z, b.x)):  # rooms behind each other are drawn side by side
        for other in sorted(placed.values(), key=lambda b: b.x):
            over = min(box.top, other.top) - max(box.z, other.z)
            if over > 0.3 and box.x < other.right - 0.05 and other.x < box.right - 0.05:
                box = Box(box.name, other.right + WALL, box.z, box.width, box.height, box.storey, box.is_landing)
        placed[box.name] = box
    return {name: placed[name] for name in boxes}


def _columns(building: Building) -> dict[str, float]:
    """Left edge of every room: as given, else landings in the middle with the flats on both sides."""
    x = {name: r.position for name, r in building.rooms.items() if r.position is not None}
    free: dict[int, list[str]] = {}
    for name, room in building.rooms.items():
        if name not in x:
            free.setdefault(room.storey, []).append(name)
    rows = {storey: _sides(building, names) for storey, names in free.items()}
    reach = max((sum(building.rooms[n].width + WALL for n in left) for left, _, _ in rows.values()), default=0.0)
    start = max((at + building.rooms[n].width + WALL for n, at in x.items()), default=0.0)
    for left, middle, right in rows.values():
        at = start + reach
        for name in left:
            at -= building.rooms[name].width + WALL
            x[name] = at
        at = start + reach
        for name in [*middle, *right]:
            x[name] = at
            at += building.rooms[name].width + WALL
    return {name: float(position) for name, position in x.items() if position is not None}


def _sides(building: Building, names: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Rooms left of the landings (nearest first), landings, and rooms right of them."""
    middle = [n for n in names if building.rooms[n].kind == "landing"]
    groups: dict[str, list[str]] = {}
    for name in names:
        if name not in middle:
            groups.setdefault(building.rooms[name].flat or name, []).append(name)
    left: list[str] = []
    right: list[str] = []
    for i, (group, rooms) in enumerate(groups.items()):
        goes_left = "left" in group or (middle and "right" not in group and i % 2 == 0)
        (left if goes_left else right).extend(rooms)
    return left, middle, right


def _outermost(box: Box, boxes: dict[str, Box]) -> int:
    """-1 if nothing stands left of the room on its level, 1 if nothing stands right of it, 0 if neither."""
    level = [b for b in boxes.values() if min(b.top, box.top) - max(b.z, box.z) > 0.3 and b.name != box.name]
    free_left = not any(b.middle < box.middle for b in level)
    free_right = not any(b.middle > box.middle for b in level)
    return 1 if free_right else -1 if free_left else 0


def _holes(building: Building, boxes: dict[str, Box]) -> list[Hole]:
    holes: list[Hole] = []
    used: dict[tuple[str, int], int] = {}
    at_ledge = {ledge.window for ledge in building.ledges.values()}
    for name, o in building.openings.items():
        if o.kind == "leak":
            continue
        first, second = o.between if o.between[0] != OUTSIDE else (o.between[1], o.between[0])
        box = boxes[first]
        if o.kind == "hatch":
            lower = box
            holes.append(Hole(name, "hatch", "roof", lower.middle - 0.5 * o.width, lower.top, o.width, 0.15, first))
        elif second == OUTSIDE:
            holes.append(_to_outside(building, name, o, box, boxes, name in at_ledge, used))
        else:
            holes += _between(name, o, box, boxes[second], used)
    return holes


def _to_outside(
    building: Building,
    name: str,
    o: Opening,
    box: Box,
    boxes: dict[str, Box],
    at_ledge: bool,
    used: dict[tuple[str, int], int],
) -> Hole:
    facade = building.facades.get(o.facade or "")
    sideways = facade is not None and abs((facade.orientation % 180.0) - 90.0) < 45.0
    edge = _outermost(box, boxes)
    z = box.z + o.sill
    if edge and (at_ledge or sideways or (o.kind == "door" and facade is None)):
        return Hole(name, o.kind, "wall", box.right if edge > 0 else box.x, z, 0.12, o.height, box.name)
    return _face(name, o, box, box.middle, used)


def _between(name: str, o: Opening, a: Box, b: Box, used: dict[tuple[str, int], int]) -> list[Hole]:
    z = a.z + o.sill
    low, high = (a, b) if a.x <= b.x else (b, a)
    overlap = min(a.top, b.top) - max(a.z, b.z)
    if overlap > 0.3 and -0.1 < high.x - low.right < NEAR:
        return [
            Hole(name, o.kind, "wall", 0.5 * (low.right + high.x), z, max(high.x - low.right, 0.12), o.height, a.name)
        ]
    return [_face(name, o, a, b.middle, used), _face(name, o, b, a.middle, used)]


def _face(name: str, o: Opening, box: Box, towards: float, used: dict[tuple[str, int], int]) -> Hole:
    """An opening in the wall behind: doors stand at the side they lead to, windows in the middle."""
    width = min(o.width, 0.8 * box.width)
    side = 0 if o.kind == "window" or towards == box.middle else 1 if towards > box.middle else -1
    count = used[box.name, side] = used.get((box.name, side), 0) + 1
    shift = (count - 1) * (width + 0.15)
    room = max(box.width - width, 0.0)
    if side == 0:
        x = box.x + 0.5 * room + (shift if count % 2 else -shift)
    elif side > 0:
        x = box.right - width - 0.25 - shift
    else:
        x = box.x + 0.25 + shift
    return Hole(name, o.kind, "face", min(max(x, box.x), box.x + room), box.z + o.sill, width, o.height, box.name)


def _stairs(building: Building, boxes: dict[str, Box]) -> dict[str, Stairs]:
    """Flights with a turn, drawn inside the shaft from floor to floor."""
    stairs: dict[str, Stairs] = {}
    for name, flight in building.flights.items():
        lower, upper = (boxes[room] for room in flight.between)
        left = max(lower.x, upper.x) + 0.25
        right = min(lower.right, upper.right) - 0.25
        if right - left < 0.5:  # landings that do not stand over each other
            points: tuple[tuple[float, float], ...] = ((lower.middle, lower.z), (upper.middle, upper.z))
        else:
            half = 0.5 * (lower.z + upper.z)
            points = (
                (right, lower.z),
                (left + 0.35, half),
                (left, half),
                (left, half),
                (left + 0.35, half),
                (right, upper.z),
            )
        stairs[name] = Stairs(name, flight.between[0], flight.between[1], points)
    return stairs


def _beside(building: Building, boxes: dict[str, Box], left: float, right: float) -> dict[str, Beside]:
    found = {}
    for name, ledge in building.ledges.items():
        window = building.openings[ledge.window]
        room = boxes[next(r for r in window.between if r != OUTSIDE)]
        on_right = room.middle >= 0.5 * (left + right)
        gap = building.neighbour_buildings[ledge.building].gap
        foothold = room.z + window.sill - ledge.window_above
        face = right if on_right else left
        found[name] = Beside(
            name=ledge.building,
            x=right + gap if on_right else left - gap - NEIGHBOUR_WIDTH,
            width=NEIGHBOUR_WIDTH,
            top=foothold + 2.4,
            on_right=on_right,
            foothold=foothold,
            ledge_depth=ledge.depth,
            face=face,
            window=room.middle,
        )
    return found
