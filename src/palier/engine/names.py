"""The user's own names of everything that the arrays number."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal:
    """A way of rescue that cannot be taken, and why."""

    responder: str
    way: str
    room: str
    reason: str


@dataclass(frozen=True)
class Remark:
    """A way of rescue that can be taken: how surely, by what measures, and how long one person takes."""

    responder: str
    way: str
    room: str
    verdict: str  # feasible, marginal
    reason: str
    takes: float | None = None  # s


@dataclass(frozen=True)
class Names:
    """Lists in the order of the arrays."""

    rooms: list[str]
    openings: list[str]
    vents: list[str]
    fires: list[str]
    people: list[str]
    households: list[str]
    links: list[str]
    alarms: list[str]
    responders: list[str]
    teams: list[str]
    flats: list[str]
    facades: list[str]
    fans: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    detectors: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    mobility: list[str] = field(default_factory=list)  # of the people: what helps each to walk
