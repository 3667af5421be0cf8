"""Draws belong to a person and a purpose, whatever else is drawn."""

import numpy as np

from palier.engine.draws import Draws
from people_world import World, block


def test_a_draw_depends_on_seed_run_person_and_purpose_alone():
    assert Draws(1, 0).uniform("A/1", "speed") == Draws(1, 0).uniform("A/1", "speed")
    others = {
        Draws(2, 0).uniform("A/1", "speed"),
        Draws(1, 1).uniform("A/1", "speed"),
        Draws(1, 0).uniform("A/2", "speed"),
        Draws(1, 0).uniform("A/1", "hears"),
    }
    assert len(others | {Draws(1, 0).uniform("A/1", "speed")}) == 5


def test_draws_of_many_are_those_of_each():
    who, purposes = ("A/1", "A/2", "B/1"), ("speed", "hears")
    draws = Draws(3, 7)
    for k, name in enumerate(who):
        for n, purpose in enumerate(purposes):
            assert draws.uniforms(who, purposes)[k, n] == draws.uniform(name, purpose)
            assert draws.normals(who, purposes)[k, n] == draws.normal(name, purpose)
    assert draws.at((b"/A/1/speed", b"/B/1/hears")) == [draws.uniform("A/1", "speed"), draws.uniform("B/1", "hears")]
    assert draws.uniforms((), purposes).shape == draws.normals((), purposes).shape == (0, 2)


def test_uniform_draws_fill_the_interval_evenly():
    values = np.sort([Draws(3, 0).uniform(str(k), "x") for k in range(2000)])
    even = (np.arange(2000) + 0.5) / 2000
    assert np.abs(values - even).max() < 1.63 / np.sqrt(2000)  # Kolmogorov-Smirnov, 1 %


def test_lognormal_has_its_median():
    values = [Draws(5, 0).lognormal(str(k), "x", 60.0, 0.7) for k in range(2000)]
    assert abs(np.log(np.median(values) / 60.0)) < 4 * 1.25 * 0.7 / np.sqrt(2000)


def test_adding_a_household_leaves_all_other_draws_alone():
    one = {"A": {"flat": "flat 2", "members": [{"age": 40}, {"age": 3}]}}
    two = {"Z": {"flat": "flat 1", "members": [{"age": 50}]}, **one}
    alone, beside = World(block(people=one)).part, World(block(people=two)).part
    for name, column in alone.people._asdict().items():
        if name not in ("household", "carer"):
            assert np.array_equal(column, beside.people._asdict()[name][1:]), name
