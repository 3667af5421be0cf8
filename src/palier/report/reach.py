"""The geometry of a way across, drawn: walls, windows, who stands or leans where, and how far arms reach."""

from __future__ import annotations

import math
from html import escape
from typing import Any

from palier.physics.limits import REACH
from palier.physics.reach import side_reach, straddle
from palier.reach import LedgePlace, Reach, WindowPlace
from palier.report.drawing import number
from palier.report.page import asset, environment

WINDOW_HEIGHT, WINDOW_WIDTH = 1.5, 1.1  # m, drawn
RECEIVER_HIP, RECEIVER_SHOULDER = 0.8, 1.4  # m, drawn, of whoever takes over inside
LEANING = 0.43  # of the stature, from the jamb to the hand


def reach_html(reaches: list[Reach]) -> str:
    """One card for each place, with its picture and who can be taken."""
    return (
        environment()
        .get_template("reach.html.j2")
        .render(title="Reach", css=asset("page.css") + asset("rescue.css"), reaches=pictures(reaches))
    )


def pictures(reaches: list[Reach]) -> list[dict[str, Any]]:
    """What a card shows of each place."""
    return [
        {
            "title": each.title,
            "level": each.verdict.level,
            "reason": each.verdict.reason[:1].upper() + each.verdict.reason[1:],
            "risk": ""
            if each.verdict.level == "refused"
            else f"Risk of falling {each.risk:.1%} per hand-over, deadly {each.deadly:.2%} from {each.height:.0f} m.",
            "svg": ledge_picture(each, each.place)
            if isinstance(each.place, LedgePlace)
            else window_picture(each, each.place),
            "people": [
                {
                    "name": str(p.person),
                    "level": p.verdict.level,
                    "takes": "–" if p.takes is None else f"{p.takes:.0f} s",
                    "reason": p.verdict.reason,
                }
                for p in each.people
            ],
        }
        for each in reaches
    ]


def ledge_picture(reach: Reach, place: LedgePlace) -> str:
    """Elevation: this wall with the window on the left, the gap, the building next door on the right; feet at 0."""
    helper = reach.helper
    hip, shoulder = 0.46 * helper.tall, 0.82 * helper.tall
    most = straddle(helper.tall)[1]
    gap = place.gap
    spread = min(gap, most)
    drop = 0.25 * spread**2 / max(hip, 0.1)  # the hip sinks as the legs part, to first order
    middle = 0.5 * spread
    arm = side_reach(helper.tall, helper.sex, helper.age)
    edge = middle - place.window_aside  # near edge of the window
    taker = middle + place.receiver_aside
    left = min(edge - WINDOW_WIDTH - 0.3, middle - arm - 0.2)
    right = max(gap + 1.3, middle + arm + 0.2, taker + 0.5 if place.receiver else gap)
    top = max(place.window_above + WINDOW_HEIGHT, helper.tall) + 0.5
    pen = _Pen(left, right, -0.75, top)
    pen.rect(left, -0.75, -left, top + 0.75, "wall")
    pen.rect(gap, -0.75, right - gap, top + 0.75, "wall")
    pen.rect(edge - WINDOW_WIDTH, place.window_above, WINDOW_WIDTH, WINDOW_HEIGHT, "pane")
    pen.rect(max(left, edge - WINDOW_WIDTH), -0.06, -max(left, edge - WINDOW_WIDTH), 0.06, "ledge")
    pen.rect(gap, -0.06, 0.5, 0.06, "ledge")
    pen.circle(middle, shoulder - drop, arm, "within")
    pen.circle(middle, shoulder - drop, arm, "beyond")
    if gap <= most:
        hand = (max(edge, middle - arm), max(place.window_above + 0.15, shoulder - drop - 0.3))
        pen.person(
            middle,
            hip - drop,
            shoulder - drop,
            [(0.0, 0.0), (gap, 0.0)],
            [hand, (middle + 0.55, shoulder - drop - 0.25)],
        )
    else:
        pen.person(-0.25, hip, shoulder, [(-0.35, 0.0), (-0.15, 0.0)], [])
    if place.receiver:
        pen.person(
            taker,
            RECEIVER_HIP,
            RECEIVER_SHOULDER,
            [(taker - 0.12, 0.0), (taker + 0.12, 0.0)],
            [(max(middle + 0.55, taker - REACH.receiver_leans), RECEIVER_SHOULDER - 0.1)],
        )
        pen.span(
            middle, taker, -0.45, f"receiver {place.receiver_aside:.2f} m; arms {arm + REACH.receiver_leans:.2f} m"
        )
    else:
        pen.note(gap + 0.06, -0.45, "nobody takes over")
    pen.span(0.0, gap, -0.25, f"gap {gap:.2f} m; astride at most {most:.2f} m")
    pen.span(
        edge, middle, place.window_above + WINDOW_HEIGHT + 0.24, f"{place.window_aside:.2f} m aside; arm {arm:.2f} m"
    )
    pen.note(left + 0.06, place.window_above - 0.12, f"sill {place.window_above:.2f} m up")
    pen.note(left + 0.06, -0.62, f"ledge {place.depth:.2f} m deep")
    return pen.svg(f"{reach.title}: {reach.verdict.level}")


def window_picture(reach: Reach, place: WindowPlace) -> str:
    """Elevation: the window that people wait at on the left, the helper's on the right, hands between."""
    near, far = LEANING * (place.giver.tall if place.giver else 0.0), LEANING * reach.helper.tall
    left, right = -WINDOW_WIDTH - 0.4, place.gap + WINDOW_WIDTH + 0.4
    low, high = min(0.0, place.rise), max(0.0, place.rise)
    pen = _Pen(left, right, low - 0.7, high + WINDOW_HEIGHT + 0.4)
    pen.rect(left, low - 0.7, right - left, high - low + WINDOW_HEIGHT + 1.1, "wall")
    pen.rect(-WINDOW_WIDTH, 0.0, WINDOW_WIDTH, WINDOW_HEIGHT, "pane")
    pen.rect(place.gap, place.rise, WINDOW_WIDTH, WINDOW_HEIGHT, "pane")
    hands = 0.35  # above the sill
    pen.circle(0.0, hands, near, "within")
    pen.circle(place.gap, place.rise + hands, far, "within")
    between = math.hypot(place.gap, place.rise)
    part = near / (near + far)
    meet = (part * place.gap, hands + part * place.rise)
    for x, z, reaches in ((0.0, hands, near), (place.gap, place.rise + hands, far)):
        if reaches == 0.0:  # nobody leans out there
            continue
        length = math.hypot(meet[0] - x, meet[1] - z)
        share = min(1.0, reaches / length) if length > 0 else 0.0
        pen.line(
            (x + (-0.35 if x == 0.0 else 0.35), z + 0.25), (x + share * (meet[0] - x), z + share * (meet[1] - z)), "arm"
        )
        pen.head(x + (-0.3 if x == 0.0 else 0.3), z + 0.45)
    pen.span(0.0, place.gap, low - 0.3, f"gap {place.gap:.2f} m, rise {place.rise:.2f} m: {between:.2f} m apart")
    pen.note(left + 0.06, high + WINDOW_HEIGHT + 0.2, f"hands meet over {near + far:.2f} m at most")
    return pen.svg(f"{reach.title}: {reach.verdict.level}")


class _Pen:
    """Draws in metres, z upwards."""

    def __init__(self, left: float, right: float, bottom: float, top: float) -> None:
        self.view = left, -top, right - left, top - bottom
        self.parts: list[str] = []

    def rect(self, x: float, z: float, width: float, height: float, kind: str) -> None:
        at = f'x="{number(x)}" y="{number(-z - height)}" width="{number(max(width, 0.0))}" height="{number(height)}"'
        self.parts.append(f'<rect class="{kind}" {at}/>')

    def circle(self, x: float, z: float, radius: float, kind: str) -> None:
        self.parts.append(f'<circle class="{kind}" cx="{number(x)}" cy="{number(-z)}" r="{number(radius)}"/>')

    def line(self, a: tuple[float, float], b: tuple[float, float], kind: str) -> None:
        ends = f'x1="{number(a[0])}" y1="{number(-a[1])}" x2="{number(b[0])}" y2="{number(-b[1])}"'
        self.parts.append(f'<line class="{kind}" {ends}/>')

    def head(self, x: float, z: float) -> None:
        self.circle(x, z, 0.11, "head")

    def person(
        self, x: float, hip: float, shoulder: float, feet: list[tuple[float, float]], hands: list[tuple[float, float]]
    ) -> None:
        for foot in feet:
            self.line((x, hip), foot, "body")
        self.line((x, hip), (x, shoulder), "body")
        for hand in hands:
            self.line((x, shoulder), hand, "arm")
        self.head(x, shoulder + 0.2)

    def span(self, a: float, b: float, z: float, text: str) -> None:
        self.line((a, z), (b, z), "measure")
        for x in (a, b):
            self.line((x, z - 0.05), (x, z + 0.05), "measure")
        self.parts.append(
            f'<text x="{number(0.5 * (a + b))}" y="{number(-z + 0.16)}" text-anchor="middle">{escape(text)}</text>'
        )

    def note(self, x: float, z: float, text: str) -> None:
        self.parts.append(f'<text class="small" x="{number(x)}" y="{number(-z)}">{escape(text)}</text>')

    def svg(self, label: str) -> str:
        box = " ".join(number(v) for v in self.view)
        return (
            f'<svg class="geometry" xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" '
            f'aria-label="{escape(label, quote=True)}">{"".join(self.parts)}</svg>'
        )
