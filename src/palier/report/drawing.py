"""The section through the building as SVG; the page moves what it draws."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from palier.engine import arrays as e
from palier.report.film import GLOWS_FROM, age_words, darkness, flames, helpers, ladders, tint
from palier.report.layout import NEAR, Beside, Box, Hole, Layout, Stairs
from palier.report.places import Places
from palier.result import Run
from palier.result.tables import rows

LARGEST_SCALE = 1.3  # by which people may be drawn larger, so that they still fit under a ceiling
SMALLEST_PERSON = 1 / 60  # of the drawn height; people in tall buildings are drawn larger than they are
FLAME = (
    "M0,0 C-0.55,0 -0.62,0.42 -0.28,0.62 C-0.3,0.5 -0.2,0.42 -0.12,0.4 C-0.2,0.7 0.02,0.8 0.02,1 "
    "C0.3,0.8 0.26,0.62 0.3,0.5 C0.36,0.54 0.36,0.6 0.36,0.66 C0.62,0.4 0.5,0 0,0 Z"
)
LYING = (e.DOWN, e.DEAD)


def number(value: float) -> str:
    """A coordinate with millimetres, without trailing zeros."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


class Section:
    """Draws one moment of a run; z points up, so everything is drawn with the sign turned."""

    def __init__(self, run: Run, drawn: Layout) -> None:
        self.run = run
        self.places = Places(run, drawn)
        self.drawn = drawn
        self.parts: list[str] = []
        height = drawn.view[3]
        self.person_scale = min(max(1.0, height * SMALLEST_PERSON / 0.9), LARGEST_SCALE)
        zones = run.zones
        self.layer_height = zones["layer_height"].values
        self.temperature = zones["temperature"].values
        self.dark = darkness(zones["extinction"].values, self.temperature)
        self.flames = flames(run)
        self.row = {name: i for i, name in enumerate(drawn.boxes)}

    def svg(self, time: float, extra: str = "", attributes: str = "") -> str:
        """The picture at the last kept time not after `time`; `extra` is put first inside the SVG."""
        times = self.run.zones["time"].values
        k = max(int(np.searchsorted(times, time, side="right")) - 1, 0)
        x, top, width, height = self.drawn.view
        self.parts = []
        self._ground()
        for beside in self.drawn.beside.values():
            self._beside(beside)
        self._shell()
        self._rooms(k)
        self._stairs()
        self._holes(k)
        self._ledges()
        self._flames(k)
        self._labels()
        self._ladders(time)
        self._helpers(time)
        self._people(k)
        title = escape(f"Section through the building at {time:.0f} s")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="{number(x)} {number(-top)} {number(width)} {number(height)}" '
            f'role="img" aria-label="{title}" {attributes}>{extra}<defs><path id="flame" d="{FLAME}"/></defs>'
            + "".join(self.parts)
            + "</svg>"
        )

    def _add(self, tag: str, text: str | None = None, **attributes: Any) -> None:
        shown = " ".join(
            f'{name.rstrip("_").replace("_", "-")}="{number(v) if isinstance(v, float) else escape(str(v))}"'
            for name, v in attributes.items()
        )
        inner = "" if text is None else escape(text)
        self.parts.append(f"<{tag} {shown}>{inner}</{tag}>")

    def _rect(self, x: float, z: float, width: float, height: float, **more: Any) -> None:
        self._add("rect", x=float(x), y=float(-z - height), width=float(width), height=float(height), **more)

    def _ground(self) -> None:
        x, _, width, _ = self.drawn.view
        self._rect(x, self.drawn.bottom - 3.0, width, 3.0 - self.drawn.bottom, class_="earth")
        self._add("line", x1=x, x2=x + width, y1=0.0, y2=0.0, class_="street")

    def _beside(self, b: Beside) -> None:
        self._rect(b.x, 0.0, b.width, b.top, class_="beside")
        for i in range(1, int(b.top / 2.8) + 1):
            z = b.foothold - i * 2.8
            if z > 0.4:
                self._add("line", x1=b.x, x2=b.x + b.width, y1=-z, y2=-z, class_="beside-floor")
        inner = b.x + 0.15
        self._rect(inner, b.foothold - 0.05, b.width - 0.3, 2.05, class_="beside-room")
        self._add("line", x1=inner, x2=inner + b.width - 0.3, y1=-b.foothold, y2=-b.foothold, class_="beside-floor")
        side = b.x if b.on_right else b.x + b.width
        self._rect(side - 0.06, b.foothold + 0.1, 0.12, 1.5, class_="skylight")
        self._add("text", b.name, x=b.x + 0.5 * b.width, y=-b.top - 0.25, class_="label middle")

    def _ledges(self) -> None:
        """What one stands on outside: from the window to the corner, and across the gap."""
        for b in self.drawn.beside.values():
            tip = b.face + b.ledge_depth if b.on_right else b.face - b.ledge_depth
            self._rect(min(b.window, tip), b.foothold - 0.1, abs(tip - b.window), 0.1, class_="ledge")
            other = b.x - 0.15 if b.on_right else b.x + b.width
            self._rect(other, b.foothold - 0.1, 0.15, 0.1, class_="ledge")

    def _shell(self) -> None:
        """Walls and floors: the outline of every storey, filled, so that rooms are cut out of it."""
        levels: dict[float, list[Box]] = {}
        for box in self.drawn.boxes.values():
            levels.setdefault(round(box.z, 2), []).append(box)
        for z, boxes in sorted(levels.items()):
            above = [level for level in levels if level > z + 0.5]
            top = max(b.top for b in boxes)
            roof = min(min(above) if above else np.inf, top + 0.3)
            held = [b for b in self.drawn.boxes.values() if b.z >= z - 0.01]
            parts = [(held, "unmodelled"), *((row, "shell") for row in _rows(boxes))]
            for part, kind in parts:  # what stands above has something below
                left, right = min(b.x for b in part) - 0.22, max(b.right for b in part) + 0.22
                self._rect(left, z - 0.15, right - left, max(roof, top) - z + 0.15, class_=kind)

    def _rooms(self, k: int) -> None:
        for i, b in enumerate(self.drawn.boxes.values()):
            self.parts.append(f'<g class="room{" landing" if b.is_landing else ""}" data-room="{i}">')
            self._smoke(k, i, (b.x, b.z, b.width, b.height), b.z)
            self.parts.append("</g>")

    def _smoke(self, k: int, i: int, area: tuple[float, float, float, float], floor: float) -> None:
        """The two layers of room `i` within an area: left, bottom, width, height."""
        x, bottom, width, height = area
        temperature, dark = self.temperature[k, i], self.dark[k, i]
        z = float(min(max(floor + self.layer_height[k, i] - bottom, 0.0), height))
        self.parts.append(f'<g class="smoke" data-room="{i}" data-z="{number(bottom)}" data-h="{number(height)}">')
        self._rect(x, bottom, width, height, class_="air")
        for name, base, tall in (("lower", bottom, z), ("upper", bottom + z, height - z)):
            layer = 0 if name == "lower" else 1
            colour = tint(float(temperature[layer]))
            self._rect(x, base, width, tall, class_=f"layer {name}", fill=colour, fill_opacity=float(dark[layer]))
        self.parts.append("</g>")

    def _stairs(self) -> None:
        for flight in self.drawn.stairs.values():
            self._flight(flight)

    def _flight(self, flight: Stairs) -> None:
        points = " ".join(f"{number(x)},{number(-z)}" for x, z in flight.points)
        self._add("polyline", points=points, class_="flight")

    def _holes(self, k: int) -> None:
        openings = {
            str(n): float(v)
            for n, v in zip(self.run.zones["opening"].values, self.run.zones["opening_state"].values[k], strict=True)
        }
        vents = {
            str(n): float(v)
            for n, v in zip(self.run.zones["vent"].values, self.run.zones["vent_state"].values[k], strict=True)
        }
        for hole in self.drawn.holes:
            self._hole(k, hole, openings.get(hole.name, vents.get(hole.name, 0.0)))

    def _hole(self, k: int, h: Hole, state: float) -> None:
        shown = {"class_": f"hole {h.kind} {h.drawn}", "data_name": h.name, "style": f"--open:{number(state)}"}
        if h.drawn == "wall":
            wide = max(h.width, 0.16) if h.kind == "door" else 0.24
            box = self.drawn.boxes[h.room]
            self._smoke(k, self.row[h.room], (h.x - 0.5 * wide, h.z, wide, h.height), box.z)
            self._rect(h.x - 0.5 * wide, h.z, wide, h.height, **shown)
        else:
            self._rect(h.x, h.z, h.width, h.height, **shown)

    def _flames(self, k: int) -> None:
        power = self.flames[k]
        burns = self.run.zones["room_power"].values
        burning = burns.max(axis=0) > 0
        fires = {item.room: item.base for item in self.run.scenario.fires.values()}
        for i, b in enumerate(self.drawn.boxes.values()):
            if not burning[i] and b.name not in fires:
                continue
            tall = flame_height(float(power[i]), b.height)
            base = fires.get(b.name, 0.0)
            place = f"translate({number(b.x + 0.62 * b.width)} {number(-b.z - min(base, 0.5 * b.height))})"
            self.parts.append(f'<g class="fire" data-room="{i}" transform="{place}">')
            glows = int(burns[k, i] - power[i] > GLOWS_FROM)
            self.parts.append(f'<ellipse class="embers" opacity="{glows}" rx="0.45" ry="0.12"/>')
            self.parts.append(f'<g class="flames" transform="scale({number(0.9 * tall)} {number(-tall)})">')
            self.parts.append('<use href="#flame" class="flame-outer"/>')
            self.parts.append('<use href="#flame" class="flame-inner" transform="scale(0.55 0.6)"/></g></g>')

    def _labels(self) -> None:
        lowest: dict[int, Box] = {}
        for b in self.drawn.boxes.values():
            lowest.setdefault(b.storey, b)
            short = b.name.rsplit("/", 1)[-1]
            if not b.is_landing and b.width > 0.16 * len(short) + 0.2:
                self._add("text", short, x=b.x + 0.12, y=-b.top + 0.34, class_="label room-label")
        for storey, b in lowest.items():
            x = self.drawn.right + 0.42 if self.drawn.street_on_right else self.drawn.left - 0.42
            side = " after" if self.drawn.street_on_right else ""
            self._add("text", str(storey), x=x, y=-b.z - 0.9, class_=f"label storey{side}")

    def _ladders(self, time: float) -> None:
        for i, ladder in enumerate(ladders(self.run, self.drawn)):
            shown = ladder["begins"] <= time <= ladder["ends"]
            points = f"{number(ladder['foot'])},0 {number(ladder['x'])},{number(-ladder['z'])}"
            self.parts.append(f'<g class="ladder" data-ladder="{i}" opacity="{int(shown)}">')
            self._add("polyline", points=points, class_="rail")
            self._add("polyline", points=points, class_="rungs")
            self.parts.append("</g>")

    def _helpers(self, time: float) -> None:
        for i, h in enumerate(helpers(self.run, self.drawn, self.places)):
            shown = int(h["from"] <= time < h["until"])
            place = f"translate({number(h['x'])} {number(-h['z'])})"
            self.parts.append(f'<g class="helper {h["what"]}" data-helper="{i}" opacity="{shown}" transform="{place}">')
            if h["what"] == "engine":
                self.parts.append(_ENGINE)
            else:
                self.parts.append(_ASTRIDE)
            self._add("title", h["name"])
            self.parts.append("</g>")

    def _people(self, k: int) -> None:
        where = self.places.all[k]
        status = self.run.paths["person_status"].values[k]
        for p, person in enumerate(rows(self.run.people)):
            x, z = where[p]
            place = f"translate({number(x)} {number(-z)})"
            name = f"{person.person}, {age_words(float(person.age))}: {e.STATUS[int(status[p])]}"
            self.parts.append(f'<g class="person st-{int(status[p])}" data-person="{p}" transform="{place}">')
            self.parts.append(figure(float(person.stature) * self.person_scale, int(status[p]) in LYING))
            self._add("title", name)
            self.parts.append("</g>")


def _rows(boxes: list[Box]) -> list[list[Box]]:
    """Rooms of a level that stand wall to wall."""
    found: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: b.x):
        if found and box.x - max(b.right for b in found[-1]) < NEAR:
            found[-1].append(box)
        else:
            found.append([box])
    return found


def flame_height(power: float, room_height: float) -> float:
    """Drawn height of flames: 0.235 Q^0.4 with Q in kW (Heskestad, without the diameter), within the room. [m]"""
    return float(min(0.235 * (max(power, 0.0) / 1000.0) ** 0.4, 0.92 * room_height))


def figure(stature: float, lying: bool = False) -> str:
    """A standing person of the given stature [m], feet at the origin."""
    head = 0.075 * stature + 0.045
    neck = stature - 2.0 * head
    half = 0.12 * stature + 0.03
    turn = f' transform="rotate(-90) translate({number(0.1)} 0)"' if lying else ""
    hip, waist, foot = -0.42 * neck, -0.4 * neck, 0.5 * half
    outline: list[tuple[str, list[tuple[float, float]]]] = [
        ("M", [(-half, hip)]),
        ("Q", [(-half, -neck), (0.0, -neck)]),
        ("Q", [(half, -neck), (half, hip)]),
        ("L", [(0.55 * half, waist)]),
        ("L", [(foot, 0.0)]),
        ("L", [(-foot, 0.0)]),
        ("L", [(-0.55 * half, waist)]),
    ]
    path = " ".join(letter + " ".join(f"{number(x)},{number(y)}" for x, y in points) for letter, points in outline)
    return (
        f'<g class="figure"{turn}><path d="{path} Z"/><circle cy="{number(-stature + head)}" r="{number(head)}"/></g>'
    )


_ASTRIDE = (
    '<g class="figure"><path d="M-0.55,0 L-0.16,-0.95 L-0.26,-1.5 Q-0.2,-1.62 0,-1.62 '
    "Q0.2,-1.62 0.26,-1.5 L0.16,-0.95 L0.55,0 "
    'L0.38,0 L0,-0.8 L-0.38,0 Z"/><circle cy="-1.76" r="0.16"/></g>'
)
_ENGINE = (
    '<path d="M-1.5,-0.35 L-1.5,-1.5 L0.55,-1.5 L0.55,-1.75 L1.1,-1.75 L1.5,-1.05 L1.5,-0.35 Z"/>'
    '<circle cx="-0.85" cy="-0.3" r="0.3"/><circle cx="0.85" cy="-0.3" r="0.3"/>'
    '<path class="glass" d="M0.75,-1.6 L1.05,-1.6 L1.33,-1.1 L0.75,-1.1 Z"/>'
)
