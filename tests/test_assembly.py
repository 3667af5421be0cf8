"""Assembly keeps what follows from things that stay: as if it were worked out anew, and never written into."""

import importlib
import pkgutil
from pathlib import Path

import numpy as np
import pytest

import palier
import palier.engine
from palier.engine.kept import Kept
from palier.simulate import assemble, solve

EXAMPLES = Path(__file__).parents[1] / "examples"


def forget() -> None:
    """Throw away all that assembly keeps."""
    found = 0
    for each in pkgutil.iter_modules(palier.engine.__path__):
        for value in vars(importlib.import_module(f"palier.engine.{each.name}")).values():
            if isinstance(value, Kept):
                value.forget()
                found += 1
    assert found > 8


def arrays(whole, at=""):
    """Name and content of every array and number."""
    for name, value in whole._asdict().items():
        if hasattr(value, "_asdict"):
            yield from arrays(value, f"{at}{name}.")
        else:
            made = np.asarray(value)
            yield f"{at}{name}", made.dtype, made.shape, made.tobytes()


@pytest.fixture(scope="module")
def paris():
    return palier.load(EXAMPLES / "paris-18e.yaml")


def changed(scenario, path, **values):
    """The scenario with fields of what stands at the end of a path set to other values."""
    first, *rest = path
    of = scenario[first] if isinstance(scenario, dict) else getattr(scenario, first)
    new = changed(of, rest, **values) if rest else of.model_copy(update=values)
    return {**scenario, first: new} if isinstance(scenario, dict) else scenario.model_copy(update={first: new})


def first(entries, fits):
    return next(name for name, each in entries.items() if fits(each))


def changes(scenario):
    """Scenarios that differ from one in a single thing."""
    building = scenario.building
    door = first(building.openings, lambda o: o.kind == "door" and "outside" not in o.between)
    window = first(building.openings, lambda o: o.kind == "window" and o.operable)
    flight, room = next(iter(building.flights)), next(iter(building.rooms))
    openings = ("building", "openings")
    yield changed(scenario, (*openings, door), locked=True)
    yield changed(scenario, (*openings, door), state=0.37, leakage=0.003)
    yield changed(scenario, (*openings, door), width=0.61)
    yield changed(scenario, (*openings, window), operable=False)
    yield changed(scenario, (*openings, window), sill=1.31)
    yield changed(scenario, (*openings, window), schedule=((0.0, 0.0), (60.0, 1.0)))
    yield changed(scenario, ("building", "flights", flight), width=0.71)
    yield changed(scenario, ("building", "rooms", room), height=2.31)
    yield changed(scenario, ("building", "rooms", room), walls=("brick",))
    yield changed(scenario, ("building",), storey_height=3.21)
    yield changed(scenario, ("building",), ground_floor=0.4)
    for facade in building.facades:
        yield changed(scenario, ("building", "facades", facade), ladder_access=False, foot_access=False)
    yield changed(scenario, ("site",), wind_speed=9.0, outside_temperature=270.0, inside_temperature=300.0)
    for part, value in (
        ("walking", "leads_out_up_to"),
        ("walking", "squeezes_through"),
        ("ladders", "ladder_helpless"),
    ):
        yield changed(scenario, ("habits", part), **{value: 1.5 * getattr(getattr(scenario.habits, part), value)})
    for item in list(building.rooms)[:3]:
        yield changed(scenario, ("fires", next(iter(scenario.fires))), room=item)
    yield changed(scenario, ("people", next(iter(scenario.people))), asleep=True, impaired="heavily")


def test_what_is_kept_is_what_would_be_made_anew(paris):
    base = list(arrays(assemble(paris)[0]))
    told = 0
    for other in changes(paris):
        model, names = assemble(other)
        after = list(arrays(model))
        forget()
        model, again = assemble(other)
        assert after == list(arrays(model))
        assert names == again
        told += after != base
        assert base == list(arrays(assemble(paris)[0]))
    assert told > 18


def test_the_loop_writes_into_no_array_of_the_model(paris):
    scenario = paris.model_copy(update={"simulation": paris.simulation.model_copy(update={"duration": 1800.0})})
    before = list(arrays(assemble(scenario)[0]))
    solution = solve(scenario)
    assert solution.status == "completed"
    assert list(arrays(solution.model)) == before
    assert solution.model.slabs is assemble(scenario)[0].slabs


def test_only_so_many_are_kept_and_the_oldest_goes():
    kept, made = Kept(most=2), []
    for name in ("a", "b", "a", "c", "a"):
        kept.of((name,), lambda name=name: made.append(name))
    assert made == ["a", "b", "c", "a"]


def test_things_are_the_same_only_if_they_are_the_same_object_unless_they_are_numbers_or_words():
    kept = Kept()
    one, alike = np.zeros(2), np.zeros(2)
    assert kept.of((one, 1.5, "x"), lambda: "first") == "first"
    assert kept.of((one, 3.0 / 2.0, "x"), lambda: "second") == "first"
    assert kept.of((alike, 1.5, "x"), lambda: "third") == "third"


def test_a_dict_in_which_something_was_exchanged_is_another():
    kept, one, other = Kept(), np.zeros(2), np.zeros(2)
    things = {"a": one, "b": other}
    assert kept.of((things,), lambda: "first") == "first"
    assert kept.of((dict(things),), lambda: "second") == "first"
    things["b"] = np.zeros(2)
    assert kept.of((things,), lambda: "third") == "third"


def test_a_room_exchanged_in_place_is_assembled(paris):
    assert 5.0 not in assemble(paris)[0].rooms.height
    name = next(iter(paris.building.rooms))
    rooms = paris.building.rooms
    was = rooms[name]
    rooms[name] = was.model_copy(update={"height": 5.0})
    try:
        assert 5.0 in assemble(paris)[0].rooms.height
    finally:
        rooms[name] = was
