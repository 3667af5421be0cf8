"""From the scenario's households, alarms and responders to arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from palier.engine.arrays import Alarms, Households, Links, Openings, People, Responders, Rooms, Teams
from palier.engine.assemble_alarms import assemble_alarms
from palier.engine.assemble_links import assemble_links
from palier.engine.assemble_persons import assemble_persons
from palier.engine.assemble_responders import assemble_responders
from palier.engine.draws import Draws
from palier.engine.habits import for_all, told
from palier.engine.names import Refusal, Remark
from palier.scenario.scenario import Scenario


@dataclass(frozen=True)
class PeoplePart:
    """The people half of the model, and its names."""

    people: People
    households: Households
    links: Links
    alarms: Alarms
    teams: Teams
    responders: Responders
    habits: Any  # `HabitValues`
    person_names: list[str]
    household_names: list[str]
    link_names: list[str]
    alarm_names: list[str]
    team_names: list[str]
    responder_names: list[str]
    refusals: list[Refusal] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def assemble_people(
    scenario: Scenario,
    room_names: Sequence[str],
    opening_names: Sequence[str],
    rooms: Rooms,
    openings: Openings,
) -> PeoplePart:
    """People, the graph they walk, alarms and responders as arrays; every draw is made here.

    Parameters
    ----------
    scenario : Scenario
        Already checked: names refer to things that exist.
    room_names, opening_names : sequence of str
        In the order of `rooms` and `openings`.
    rooms, openings : Rooms, Openings
        The arrays of the smoke half.

    Returns
    -------
    PeoplePart
    """
    draws = Draws(scenario.simulation.seed, scenario.simulation.run)
    room_at = {name: k for k, name in enumerate(room_names)}
    links, link_names = assemble_links(scenario, room_at, opening_names, rooms, openings)
    alarms, alarm_names = assemble_alarms(scenario, room_at, rooms)
    habits = told(scenario.habits)
    people, households, person_names = assemble_persons(scenario, habits, room_at, rooms, link_names, draws)
    crew = assemble_responders(scenario, room_at, opening_names, rooms, openings, links, people, person_names, draws)
    return PeoplePart(
        people=people,
        households=households,
        links=links,
        alarms=alarms,
        teams=crew.teams,
        responders=crew.responders,
        habits=for_all(scenario.habits)._replace(
            passes_by=draws.exponential("street", "passes by", habits["passes_by"])
        ),
        person_names=person_names,
        household_names=list(scenario.people),
        link_names=link_names,
        alarm_names=alarm_names,
        team_names=crew.team_names,
        responder_names=crew.responder_names,
        refusals=crew.refusals,
        remarks=crew.remarks,
    )
