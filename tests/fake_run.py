"""A run made by hand: a seven-storey block with plausible numbers, for tests of results and pages."""

from __future__ import annotations

import numpy as np

from palier.engine import arrays as e
from palier.engine import event_codes as codes
from palier.engine import history as h
from palier.engine.habits import for_all
from palier.engine.instrument_arrays import Detectors, Targets
from palier.engine.names import Names, Refusal, Remark
from palier.result import Run
from palier.scenario.building import Building, Facade, Flight, Ledge, NeighbourBuilding, Opening, Room
from palier.scenario.fire import FireItem
from palier.scenario.habits import Habits
from palier.scenario.people import Household, Member
from palier.scenario.responders import Crew, Neighbour, Task
from palier.scenario.scenario import Note, Scenario, Variant

STOREYS = 7
DURATION, STEP = 1800.0, 5.0
NASTY = "<script>alert('x')</script> & \"co\""


def fake_building() -> Building:
    rooms: dict[str, Room] = {}
    openings: dict[str, Opening] = {}
    flights: dict[str, Flight] = {}
    for s in range(STOREYS):
        rooms[f"landing-{s}"] = Room(
            storey=s, width=2.4, depth=4.5, height=2.8 if s == 6 else 2.6, kind="landing", stair="stair"
        )
        for side in ("left", "right"):
            flat = f"flat-{s}-{side}"
            rooms[f"{flat}/living"] = Room(storey=s, width=5.0, depth=4.0, flat=flat)
            rooms[f"{flat}/bedroom"] = Room(storey=s, width=3.6, depth=4.0, flat=flat)
            openings[f"{flat}/entrance"] = Opening(
                kind="door", between=(f"landing-{s}", f"{flat}/living"), state=1.0 if flat == "flat-2-left" else 0.0
            )
            openings[f"{flat}/bedroom-door"] = Opening(
                kind="door", between=(f"{flat}/living", f"{flat}/bedroom"), state=1.0, width=0.8
            )
            for name in ("living", "bedroom"):
                openings[f"{flat}/{name}-window"] = Opening(
                    kind="window",
                    between=(f"{flat}/{name}", "outside"),
                    width=1.2,
                    height=1.4,
                    sill=0.9,
                    facade="street" if name == "living" else "side",
                )
        if s:
            flights[f"flight-{s - 1}-{s}"] = Flight(
                between=(f"landing-{s - 1}", f"landing-{s}"), length=7.0, opening_area=3.0
            )
    openings["street-door"] = Opening(kind="door", between=("landing-0", "outside"), width=1.1, state=0.0)
    openings["smoke-vent"] = Opening(kind="hatch", between=("landing-6", "outside"), width=1.0, height=1.0)
    return Building(
        rooms=rooms,
        openings=openings,
        flights=flights,
        facades={"street": Facade(orientation=0), "side": Facade(orientation=90, ladder_access=False)},
        ledges={"zinc ledge": Ledge(window="flat-6-right/bedroom-window", building="next door", depth=0.3)},
        neighbour_buildings={"next door": NeighbourBuilding(gap=0.9, facade="side")},
    )


def fake_scenario() -> Scenario:
    people = {
        "family": Household(
            flat="flat-6-right",
            room="flat-6-right/living",
            members=(
                Member(name="mother", age=31, sex="female"),
                Member(name="second adult", age=34),
                Member(name="boy of 11", age=11),
                Member(name="boy of 9", age=9),
                Member(name="infant of 18 months", age=1.5, carer="second adult"),
                Member(name="infant of 5 months", age=0.42, carer="mother"),
            ),
        ),
        NASTY: Household(flat="flat-2-left", room="flat-2-left/living", members=(Member(age=45),)),
        "couple": Household(flat="flat-4-left", room="flat-4-left/living", members=(Member(age=70), Member(age=72))),
        "student": Household(flat="flat-1-right", room="flat-1-right/living", members=(Member(age=22),)),
    }
    return Scenario(
        title=f"A fire in the second floor {NASTY}",
        description="An invented block for tests.",
        building=fake_building(),
        fires={
            "sofa": FireItem(room="flat-2-left/living"),
            "bed": FireItem(room="flat-2-left/bedroom", ignition={"above": "500 °C", "room": "flat-2-left/bedroom"}),
        },
        people=people,
        neighbours={
            "man next door": Neighbour(
                building="next door",
                ledge="zinc ledge",
                stature=1.88,
                way=(Task(task="looks out and decides", takes=40), Task(task="climbs through the skylight", takes=60)),
            )
        },
        crews={
            "ladder crew": Crew(ways=[{"kind": "aerial ladder", "rescue_height": 18.0}, {"kind": "stair", "hoods": 2}])
        },
        variants={"fire flat door shut": Variant(close=("flat-2-left/entrance",)), "smoke vent open": Variant()},
        notes=(
            Note(path="fires.sofa.room", value="flat-2-left/living", status="known", source="press"),
            Note(path="people.family.starts", value="180 s", status="assumed", reason="no time was reported"),
            Note(path="people.family.members", value="18 months", status="conflict", source="once called one year"),
        ),
        source_text="title: invented\n",
    )


def _names(scenario: Scenario) -> Names:
    openings = [n for n, o in scenario.building.openings.items() if o.kind != "hatch"]
    doors = [n for n in openings if scenario.building.openings[n].kind == "door"]
    hatches = [n for n, o in scenario.building.openings.items() if o.kind == "hatch"]
    people = [m.name or f"{h} {i + 1}" for h, home in scenario.people.items() for i, m in enumerate(home.members)]
    return Names(
        rooms=list(scenario.building.rooms),
        openings=openings,
        vents=list(scenario.building.flights) + hatches,
        fires=list(scenario.fires),
        people=people,
        households=list(scenario.people),
        links=doors + list(scenario.building.flights),
        alarms=[],
        responders=["man next door", "ladder crew"],
        teams=["man next door: ledge", "ladder crew: ladder"],
        flats=sorted({r.flat for r in scenario.building.rooms.values() if r.flat}),
        facades=list(scenario.building.facades),
        refusals=[
            Refusal(
                "ladder crew",
                "ladder",
                "flat-6-right/bedroom",
                "the sill is at 17.7 m and 18.0 m is reached, but the side façade has no access",
            )
        ],
        remarks=[
            Remark("man next door", "ledge", "flat-6-left/living", "marginal", "gap 0.70 of at most 0.99 m"),
            Remark("man next door", "hand-over of mother", "flat-6-left/living", "feasible", "climbs with help", 60.0),
        ],
    )


def blank(tuple_type: type, /, **given: object):  # a NamedTuple with only the fields that results read
    return tuple_type(**{name: given.get(name, np.zeros(0)) for name in tuple_type._fields})


def fake_model(scenario: Scenario, names: Names) -> e.Model:
    building = scenario.building
    row = {name: i for i, name in enumerate(names.rooms)}
    row["outside"] = len(names.rooms)
    b = [building.openings[n] for n in names.openings]
    base = [building.elevation(o.between[0]) + o.sill for o in b]
    kinds = {"door": e.DOOR, "window": e.WINDOW, "leak": e.LEAK, "grille": e.GRILLE}
    openings = blank(
        e.Openings,
        a=np.array([row[o.between[0]] for o in b]),
        b=np.array([row[o.between[1]] for o in b]),
        sill=np.array(base),
        soffit=np.array([z + o.height for z, o in zip(base, b, strict=True)]),
        width=np.array([o.width for o in b]),
        kind=np.array([kinds[o.kind] for o in b]),
        state=np.array([o.state for o in b]),
    )
    doors = [n for n in names.links if n in building.openings]
    links = blank(
        e.Links,
        a=np.array([row[(building.openings.get(n) or building.flights[n]).between[0]] for n in names.links]),
        b=np.array([row[(building.openings.get(n) or building.flights[n]).between[1]] for n in names.links]),
        opening=np.array([names.openings.index(n) if n in doors else -1 for n in names.links]),
        is_flight=np.array([0 if n in doors else 1 for n in names.links]),
    )
    members = [(h, m) for h, home in enumerate(scenario.people.values()) for m in home.members]
    n = len(members)
    people = blank(
        e.People,
        household=np.array([h for h, _ in members]),
        room=np.array([row[list(scenario.people.values())[h].room] for h, _ in members]),
        age=np.array([m.age for _, m in members]),
        mass=np.array([70.0, 80, 35, 30, 11, 7, 75, 70, 60, 66]),
        stature=np.array([1.65, 1.75, 1.44, 1.33, 0.82, 0.65, 1.75, 1.7, 1.6, 1.8]),
        capable=np.array([1, 1, 0, 0, 0, 0, 1, 1, 1, 1]),
        carer=np.array([-1, -1, 0, 0, 1, 0, -1, -1, -1, -1]),
        goes=np.ones(10, dtype=np.int64),
        carried=np.array([0, 0, 0, 0, 1, 1, 0, 0, 0, 0]),
        cohb_start=np.full(n, 0.8),
        cohb_light=np.full(n, 30.0),
        susceptibility=np.ones(n),
        heat_susceptibility=np.ones(n),
    )
    teams = blank(e.Teams, kind=np.array([e.LEDGE, e.AERIAL_LADDER]), responder=np.array([0, 1]))
    responders = blank(
        e.Responders, is_crew=np.array([0, 1]), notices=np.array([1, 4]), decides=np.array([30.0, 480.0])
    )
    return e.Model(
        rooms=blank(e.Rooms, is_landing=np.array([int(r.kind == "landing") for r in building.rooms.values()])),
        openings=openings,
        vents=blank(e.Vents),
        fans=blank(e.Fans),
        slabs=blank(e.Slabs),
        fires=blank(e.Fires, room=np.array([row[f.room] for f in scenario.fires.values()])),
        fuels=blank(e.Fuels),
        people=people,
        households=blank(e.Households),
        links=links,
        alarms=blank(e.Alarms),
        teams=teams,
        responders=responders,
        habits=for_all(Habits()),
        instruments=e.Instruments(blank(Targets), blank(Detectors)),
        triggers=blank(e.Triggers),
        outside_temperature=283.15,
        duration=DURATION,
        output_every=STEP,
        longest_step=0.5,
    )


def _smoke(scenario: Scenario, names: Names, time: np.ndarray) -> dict[str, np.ndarray]:
    """Smoke that starts in flat-2-left and climbs the stair, a minute or so per storey."""
    n = len(names.rooms)
    layer = np.empty((len(time), n))
    strength = np.zeros((len(time), n))
    for i, (name, room) in enumerate(scenario.building.rooms.items()):
        s = room.storey
        if room.flat == "flat-2-left":
            start, peak = 20.0 + 60.0 * ("bedroom" in name), 1.0
        elif room.kind == "landing" and s >= 2:
            start, peak = 90.0 + 40.0 * (s - 2), 0.5 - 0.04 * (s - 2)
        elif s >= 2:
            start, peak = 300.0 + 50.0 * (s - 2), 0.02 if "bedroom" in name else 0.05
        else:
            start, peak = np.inf, 0.0
        grown = 1.0 - np.exp(-np.maximum(0.0, time - start) / 150.0)
        fade = np.where(time > 1200.0, np.exp(-(time - 1200.0) / 250.0), 1.0)
        strength[:, i] = peak * grown * fade
        layer[:, i] = room.height * (1.0 - 0.75 * grown * fade * (peak > 0))
    return {"interface": layer, "strength": strength}


def _people(scenario: Scenario, names: Names, model: e.Model, time: np.ndarray):
    n, n_rooms = len(names.people), len(names.rooms)
    room = np.tile(model.people.room, (len(time), 1)).astype(np.int64)
    status = np.full((len(time), n), e.UNAWARE)
    link = np.full((len(time), n), -1)
    along = np.zeros((len(time), n))
    row = names.rooms.index
    k = lambda t: int(t / STEP)  # noqa: E731
    family = range(6)
    for p in family:
        status[k(120) :, p] = e.PREPARING if p < 2 else e.FOLLOWING
        status[k(180) : k(300), p] = e.MOVING if p < 2 else e.FOLLOWING
        room[k(180) : k(200), p] = row("landing-6")
        for j, (a, b) in enumerate(((6, 5), (5, 4), (4, 5), (5, 6))):
            at = slice(k(200 + 20 * j), k(220 + 20 * j))
            room[at, p] = row(f"landing-{a}")
            link[at, p] = names.links.index(f"flight-{min(a, b)}-{max(a, b)}")
            along[at, p] = np.linspace(0, 1, at.stop - at.start, endpoint=False)
        room[k(280) :, p] = row("flat-6-right/bedroom")
        status[k(300) :, p] = e.AT_WINDOW
    taken = {5: 760.0, 4: 800.0, 3: 850.0, 2: 890.0, 0: 940.0, 1: 1000.0}
    for p, t in taken.items():
        status[k(t) : k(t + 30), p] = e.IN_RESCUE
        status[k(t + 30) :, p] = e.SAFE
        room[k(t + 30) :, p] = n_rooms
    status[k(30) : k(60), 6] = e.MOVING
    room[k(45) : k(60), 6] = row("landing-2")
    room[k(60) :, 6], status[k(60) :, 6] = n_rooms, e.SAFE
    status[k(400) :, 7:9] = e.REFUGE
    status[k(900) :, 8] = e.DOWN
    status[k(1200) :, 8] = e.DEAD
    status[k(240) :, 9], room[k(240) :, 9] = e.SAFE, n_rooms
    return room, status, link, along, taken


def _events(names: Names, taken: dict[int, float]) -> e.Events:
    row, opening = names.rooms.index, names.openings.index
    log = [
        (0.0, codes.EV_IGNITES, 0, row("flat-2-left/living"), 0.0),
        (25.0, codes.EV_AWARE, 6, row("flat-2-left/living"), 1),
        (30.0, codes.EV_SETS_OUT, 6, row("flat-2-left/living"), len(names.rooms)),
        (45.0, codes.EV_OPENS, 6, opening("flat-2-left/entrance"), 1.0),
        (48.0, codes.EV_CALL, 6, -1, 0.0),
        (60.0, codes.EV_SAFE, 6, names.links.index("street-door"), 0.02),
        (100.0, codes.EV_IGNITES, 1, row("flat-2-left/bedroom"), 0.0),
        (120.0, codes.EV_AWARE, 0, row("flat-6-right/living"), 2),
        (121.0, codes.EV_AWARE, 1, row("flat-6-right/living"), 4),
        (130.0, codes.EV_COLLECTS, 0, 5, row("flat-6-right/living")),
        (180.0, codes.EV_SETS_OUT, 0, row("flat-6-right/living"), len(names.rooms)),
        (190.0, codes.EV_ENTERS, 0, row("landing-6"), row("flat-6-right/living")),
        (220.0, codes.EV_ENTERS, 0, row("landing-5"), row("landing-6")),
        (240.0, codes.EV_TURNS_BACK, 0, row("landing-4"), 1.4),
        (242.0, codes.EV_CALLED_BACK, 1, 0, 0.0),
        (240.0, codes.EV_SAFE, 9, names.links.index("street-door"), 0.0),
        (280.0, codes.EV_REFUGE, 0, row("flat-6-right/bedroom"), 0.0),
        (285.0, codes.EV_SHUTS, 0, opening("flat-6-right/bedroom-door"), 0.0),
        (300.0, codes.EV_WINDOW, 0, row("flat-6-right/bedroom"), 0.0),
        (302.0, codes.EV_OPENS, 0, opening("flat-6-right/bedroom-window"), 1.0),
        (400.0, codes.EV_REFUGE, 7, row("flat-4-left/living"), 0.0),
        (420.0, codes.EV_WINDOW_BREAKS, opening("flat-2-left/living-window"), row("flat-2-left/living"), 0.0),
        (600.0, codes.EV_NOTICES, 0, 0, 1.0),
        (620.0, codes.EV_FIRE_STARVED, 0, row("flat-2-left/living"), 0.0),
        (730.0, codes.EV_READY, 0, -1, 0.0),
        (900.0, codes.EV_DOWN, 8, row("flat-4-left/living"), 0.0),
        (1080.0, codes.EV_NOTICES, 1, -1, 4.0),
        (1150.0, codes.EV_VENT_OPENS, names.vents.index("smoke-vent"), 1, 0.0),
        (1200.0, codes.EV_DEAD, 8, row("flat-4-left/living"), 0.0),
        (1210.0, codes.EV_WATER, 1, row("flat-2-left/living"), 0.0),
        (1330.0, codes.EV_FIRE_OUT, 0, row("flat-2-left/living"), 0.0),
    ]
    for p, t in taken.items():
        log += [
            (t, codes.EV_TAKES, 0, p, 0.1),
            (t + 30.0, codes.EV_ACROSS, 0, p, 30.0),
            (t + 30.0, codes.EV_SAFE, p, -1, 0.12),
        ]
    log.sort(key=lambda r: r[0])
    room_for = 64 + len(log)
    columns = [np.zeros(room_for, dtype=np.float64 if c in (0, 4) else np.int64) for c in range(5)]
    for i, line in enumerate(log):
        for c, value in enumerate(line):
            columns[c][i] = value
    return e.Events(np.array([len(log)]), *columns, np.full(room_for, -1, np.int64))


def fake_history(scenario: Scenario, names: Names, model: e.Model):
    time = np.arange(0.0, DURATION + STEP / 2, STEP)
    n, n_t, n_v = len(names.rooms), len(time), len(names.vents)
    smoke = _smoke(scenario, names, time)
    upper = smoke["strength"]
    two = np.stack([0.15 * upper, upper], axis=-1)
    hot = np.array([4.0 if name.startswith("flat-2-left") else 0.6 for name in names.rooms])
    room, status, link, along, taken = _people(scenario, names, model, time)
    state = np.tile(model.openings.state, (n_t, 1))
    for name, t in (
        ("flat-2-left/entrance", 45),
        ("flat-2-left/living-window", 420),
        ("flat-6-right/bedroom-window", 302),
    ):
        state[int(t / STEP) :, names.openings.index(name)] = 1.0
    state[int(285 / STEP) :, names.openings.index("flat-6-right/bedroom-door")] = 0.0
    vents = np.ones((n_t, n_v))
    vents[: int(1150 / STEP), names.vents.index("smoke-vent")] = 0.0
    power = (
        3e6 * smoke["strength"][:, [names.rooms.index("flat-2-left/living"), names.rooms.index("flat-2-left/bedroom")]]
    )
    room_power = np.zeros((n_t, n))
    for i, f in enumerate(scenario.fires.values()):
        room_power[:, names.rooms.index(f.room)] += power[:, i]
    rate = np.full(len(names.people), 1e-4)
    rate[[5, 8]] = 2e-4, 1.2e-3
    fed = np.maximum(0.0, time[:, None] - 250.0) * rate
    for p, t in taken.items():
        fed[int(t / STEP) :, p] = fed[int(t / STEP), p]
    fed[:, [6, 9]] = 0.01
    left = np.where(rate > 0, (1.0 - fed).clip(0) / rate, np.inf)
    told = dict(
        time=time,
        interface=smoke["interface"],
        temperature=288.15 + 220.0 * two * hot[:, None],
        extinction=6.0 * two,
        o2=0.2095 - 0.08 * two,
        co2=0.0004 + 0.06 * two,
        co=0.004 * two,
        hcn=0.0001 * two,
        irritant=0.0002 * two,
        pressure=2.0 * upper,
        fire_power=power,
        room_power=room_power,
        opening_state=state,
        opening_flow=np.repeat(state[:, :, None], 2, axis=2) * 0.3,
        vent_state=vents,
        vent_flow=np.ones((n_t, n_v, 2)),
        wall_temperature=np.full((n_t, n, 4), 293.15),
        person_status=status,
        person_room=room,
        person_link=link,
        person_along=along,
        person_cohb=0.8 + 20.0 * fed,
        person_fed_co=0.7 * fed,
        person_fed_hcn=0.2 * fed,
        person_fed_o2=0.1 * fed,
        person_fed=fed,
        person_heat=0.02 * fed,
        person_left=left,
    )
    not_read = {name: np.zeros((n_t, 0)) for name in h.History._fields if name not in told}
    history = h.History(**told, **not_read)
    return history, _events(names, taken)


def fake_people_state(names: Names, history: h.History, events: e.Events) -> e.PeopleState:
    n = len(names.people)
    last = history.person_status[-1]
    aware = np.full(n, np.inf)
    end = np.full(n, np.inf)
    cue = np.full(n, -1)
    for i in range(int(events.count[0])):
        who, t = int(events.subject[i]), float(events.time[i])
        if events.code[i] == codes.EV_AWARE:
            aware[who], cue[who] = t, int(events.value[i])
        if events.code[i] in (codes.EV_SAFE, codes.EV_DEAD):
            end[who] = t
    turned = np.zeros(n, dtype=np.int64)
    turned[:6] = 1
    fed = history.person_fed[-1]
    return blank(
        e.PeopleState,
        status=last,
        room=history.person_room[-1],
        link=np.full(n, -1),
        aware_at=aware,
        ready_at=aware + 30,
        cue=cue,
        fell=np.zeros(n),
        reached_by=end,
        cohb=0.8 + 20.0 * fed,
        cohb_most=0.8 + 20.0 * fed,
        fed_co=0.7 * fed,
        fed_co_most=0.7 * fed,
        fed_hcn=0.2 * fed,
        fed_o2=0.1 * fed,
        fed_co2=0.05 * fed,
        fed=fed,
        fed_most=fed,
        overcome=fed,
        lethal=0.5 * fed,
        fld_irritant=0.1 * fed,
        fic=np.full(n, 0.1),
        irritated_time=np.zeros(n),
        smoke_time=np.zeros(n),
        fed_heat=0.02 * fed,
        refuge_room=np.full(n, -1),
        team=np.full(n, -1),
        turned_back=turned,
        window_since=np.full(n, np.inf),
        down_at=np.where(np.arange(n) == 8, 900.0, np.inf),
    )


def fake_run(scenario: Scenario | None = None) -> Run:
    scenario = scenario or fake_scenario()
    names = _names(scenario)
    model = fake_model(scenario, names)
    history, events = fake_history(scenario, names, model)
    balance = h.Balance(*[np.full(2 + e.N_SPECIES, v) for v in (100.0, 90.0, 20.0, 35.0, 6.0, 1.0 + 1e-10)])
    team_state = blank(e.TeamState)
    return Run.from_history(
        scenario,
        names,
        model,
        history,
        balance,
        events,
        fake_people_state(names, history, events),
        team_state,
        None,
        "completed",
        {"compile": 1.0, "march": 0.8, "steps": 3600},
        "0.1.0",
    )
