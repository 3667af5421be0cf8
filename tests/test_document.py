"""The scenario file: what is read, and what is said about what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from palier.scenario.document import LARGEST_FILE, dumps, load, loads, read_described
from palier.scenario.problems import ScenarioError
from palier.scenario.schema import schema
from palier.studies.definition import StudyDefinition

ROOT = Path(__file__).parents[1]

SMALL = """\
title: small
building:
  rooms:
    hall: {storey: 0, width: 2 m, depth: 4 m, flat: home}
    living: {storey: 0, width: 5 m, depth: 4 m, flat: home}
  openings:
    front door: {kind: door, between: [hall, outside]}
    living door: {kind: door, between: [hall, living], state: open}
fires:
  sofa: {room: living, growth: fast}
people:
  home: {members: [31, 9, 5 months]}
"""


def problems(text: str) -> list[str]:
    """`line:column: message` of every problem of a text."""
    with pytest.raises(ScenarioError) as caught:
        loads(text, "t.yaml")
    return [str(problem).removeprefix("t.yaml:") for problem in caught.value.problems]


def said(text: str) -> str:
    return "\n".join(problems(text))


def change(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new)


# ---------------------------------------------------------------------------- what is read


def test_a_small_house_is_read_with_si_numbers():
    scenario = loads(SMALL)
    assert scenario.building.rooms["living"].width == 5.0
    assert scenario.building.openings["living door"].state == 1.0
    assert scenario.source_text == SMALL


def test_ages_alone_are_members():
    assert [round(member.age, 3) for member in loads(SMALL).people["home"].members] == [31, 9, 0.417]


def test_a_household_named_after_a_flat_lives_there():
    assert loads(SMALL).people["home"].flat == "home"


def test_a_value_with_provenance_is_the_value_and_a_note():
    text = change("growth: fast", "growth: {value: fast, status: assumed, reason: a guess}")
    scenario = loads(text)
    assert scenario.fires["sofa"].growth == "fast"
    (note,) = scenario.notes
    assert (note.path, note.value, note.status, note.reason) == ("fires.sofa.growth", "fast", "assumed", "a guess")


def test_provenance_beside_other_keys_is_a_note_on_the_whole_entry():
    text = change("growth: fast}", "growth: fast, status: known, source: a newspaper}")
    (note,) = loads(text).notes
    assert (note.path, note.value, note.source) == ("fires.sofa", "room: living, growth: fast", "a newspaper")


def test_provenance_works_on_a_member_of_a_list():
    text = change("[31, 9,", "[31, {value: 9, status: conflict, reason: told twice},")
    assert [note.path for note in loads(text).notes] == ["people.home.members.1"]


def test_a_source_alone_makes_a_value_known():
    assert loads(change("growth: fast", "growth: {value: fast, source: report}")).notes[0].status == "known"


def test_an_entry_named_source_is_an_entry():
    text = change("fires:\n  sofa:", "fires:\n  source:")
    assert list(loads(text).fires) == ["source"]


def test_one_pattern_makes_a_household_in_every_flat_not_named_itself():
    text = """
building: {block: {storeys: 4}}
people:
  flat-*-right: {members: [40]}
  flat-2-right: {members: [70, 71]}
  flat-3-right: null
"""
    people = loads(text).people
    assert {name: len(household.members) for name, household in people.items()} == {
        "flat-1-right": 1,
        "flat-2-right": 2,
    }


def test_empty_sections_are_as_good_as_none():
    assert loads(SMALL + "alarms:\ncrews:\n").alarms == {}


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    file = tmp_path / "s.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert load(file).title == "small"


def test_merge_keys_and_anchors_are_understood():
    text = change("hall: {storey: 0, width: 2 m,", "hall: {<<: &base {storey: 0, width: 2 m},")
    text = text.replace("living: {storey: 0,", "living: {<<: *base,")
    assert loads(text).building.rooms["living"].width == 5.0
    assert loads(text).building.rooms["hall"].width == 2.0


# ---------------------------------------------------------------------------- what is said


def test_a_misspelt_key_is_named_with_the_nearest_right_one_at_its_place():
    assert problems(change("width: 2 m", "widht: 2 m")) == [
        "4:5: room 'hall': 'width' is missing (Size along the section. [m])",
        "4:23: room 'hall': 'widht' is not known here. Did you mean 'width'?",
    ]


def test_a_misspelt_room_name_is_named_with_the_nearest_right_one():
    assert problems(change("room: living", "room: livng")) == [
        "10:16: fire 'sofa': 'livng' is not a room. Did you mean 'living'?"
    ]


def test_all_errors_of_a_file_come_at_once_in_the_order_of_its_lines():
    text = (
        change("room: living", "room: livng, peak: 3 kg")
        .replace("width: 2 m", "width: -2 m")
        .replace("[31, 9,", "[31, 900,")
        .replace("title:", "titel:")
    )
    found = problems(text)
    assert [line.split(":")[0] for line in found] == ["1", "4", "10", "10", "12"]
    assert "Did you mean 'title'" in found[0]
    assert "it must be at least 0.05 m" in found[1]
    assert "'livng' is not a room" in found[2]
    assert "'3 kg' cannot be turned into W" in found[3]
    assert "it must be at most 115" in found[4]


def test_what_follows_only_from_another_error_is_not_said():
    found = problems(change("width: 5 m", "width: 5 kg"))
    assert len(found) == 1  # not: the fire's room is missing, the door leads nowhere


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "growth: fast",
            "growth: quick",
            "'quick' is not one of slow, medium, fast, ultra-fast, nor a quantity in W/s^2",
        ),
        ("state: open", "state: opne", "'opne' is not a state: write open, shut, ajar"),
        ("kind: door, between: [hall, outside]", "kind: dor, between: [hall, outside]", "Did you mean 'door'?"),
        ("between: [hall, outside]", "between: [hall]", "'1' is missing"),
        ("members: [31, 9, 5 months]", "members: []", "it is empty: it needs at least 1"),
        ("members: [31, 9, 5 months]", "members: 31", "'31' is not a list"),
        ("sofa: {room: living, growth: fast}", "sofa: living", "'living' is not a mapping"),
        ("storey: 0, width: 2 m", "storey: zero, width: 2 m", "'zero' is not a whole number"),
        ("title: small", "site: {outside_temperature: 15}", "say the unit: write '15 °C' or '15 K'"),
        ("title: small", "site: {outside_temperature: 90 °C}", "it must be less than 66.85 °C"),
        ("title: small", "title: [a]", "a list is not a word"),
        ("growth: fast", "growth: {value: fast, status: assumed}", "needs a 'reason'"),
        ("growth: fast", "growth: {value: fast, status: asumed, reason: x}", "Did you mean 'assumed'?"),
        ("growth: fast", "growth: {value: fast, status: assumed, reason: x, or y}", "Text with a comma needs quotes"),
        ("  home:", "  'flat-*':", "no flat matches 'flat-*'. There are: home."),
        ("title: small", "title: small\ntitle: again", "'title' is written twice here; the first is in line 1"),
        ("title: small", "title: !!python/name:os.system x", "means nothing here"),
        ("title: small", "source_text: x", "'source_text' is not known here"),
        ("title: small", "? [a, b]\n: c", "a key must be a word"),
    ],
)
def test_each_mistake_is_said_in_plain_words(old, new, expected):
    assert expected in said(change(old, new))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        ("- a\n- b\n", "a scenario is a mapping"),
        ("just words", "a scenario is a mapping"),
        ("a: [1, 2\nb: 3", "not valid YAML"),
        ("a:\n\tb: 1", "tab"),
        ("a: b: c", "not valid YAML"),
        ("a: *nothing", "not valid YAML"),
        ("a: 1\n---\nb: 2", "not valid YAML"),
        ("a: \x00", "not allowed in YAML"),
        ("{}", "'building' is missing"),
        ("building:", "'building' is missing"),
        ("building: 3", "is not a mapping"),
        ("building: {}", "the building has no rooms"),
        ("a: &a [*a]", "nested too deeply"),
        ("[" * 5000, "nested too deeply"),
    ],
)
def test_what_is_no_scenario_at_all_is_said_in_one_line(text, expected):
    assert expected in said(text)


def test_aliases_that_explode_are_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert "values, counting aliases" in said("\n".join(lines))


def test_a_huge_file_is_refused_without_reading_it(tmp_path):
    file = tmp_path / "big.yaml"
    file.write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(ScenarioError, match=r"1\.0 MB"):
        load(file)


def test_a_file_that_is_not_utf8_is_named_with_the_line(tmp_path):
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"title: x\ndescription: caf\xe9\n")
    with pytest.raises(ScenarioError, match=r"latin\.yaml:2:1: the file is not UTF-8"):
        load(file)


def test_a_missing_file_offers_the_one_that_was_meant(tmp_path):
    (tmp_path / "house.yaml").write_text(SMALL)
    with pytest.raises(ScenarioError, match=r"no such file. Did you mean 'house.yaml'"):
        load(tmp_path / "hause.yaml")
    with pytest.raises(ScenarioError, match="directory"):
        load(tmp_path)


def test_a_study_read_as_a_scenario_is_called_one():
    with pytest.raises(ScenarioError) as caught:
        loads("title: a study\nscenario: block.yaml\nruns: 10\n", "many.yaml")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 1)
    assert "palier study" in problem.message and "block.yaml" in problem.message


def test_a_scenario_read_as_a_study_is_called_one():
    with pytest.raises(ScenarioError) as caught:
        read_described(SMALL, "house.yaml", StudyDefinition)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 1)
    assert "scenario: house.yaml" in problem.message


def test_an_error_reads_file_line_column_message():
    with pytest.raises(ScenarioError) as caught:
        loads(change("room: living", "room: livng"), "hotel.yaml")
    assert str(caught.value) == "hotel.yaml:10:16: fire 'sofa': 'livng' is not a room. Did you mean 'living'?"
    assert isinstance(caught.value, ValueError)


# ---------------------------------------------------------------------- generated inputs

WORDS = """
title building rooms openings flights block storeys flats fires people alarms crews neighbours variants value status
reason source members age hall living outside between kind door open shut 5 -1 .nan .inf true null fast medium [] {} * &
! | > - : , { } [ ] ' " # % @ ` flat-*-left << *a &a !!set --- ... é
"""
words = st.sampled_from([*WORDS.split(), "5 months", "90 cm", "24 °C", "\t", "\n", "\n  ", "\n    "])


@settings(max_examples=250, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(words, max_size=40).map(" ".join)))
@example("a: !!omap [b: 1]")
@example("? !!set {a, b}\n: 3")
@example("%YAML 9.9\n---\na")
@example("a: '\\U11111111'")
@example('a: "\\U11111111"')
def test_no_text_raises_anything_but_a_scenario_error(text):
    try:
        loads(text)
    except ScenarioError as error:
        assert str(error)


KEYS = """
rooms openings block storeys flats left hall width depth window members age room kind between status value add remove
set close ignition curve way notices storey_height 1 flat-*
"""
SECTIONS = "site building fires people alarms neighbours crews simulation variants notes title description"
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 200),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["fast", "hall", "5 m", "open"]),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=4)
    ),
    max_leaves=12,
)
sections = st.sampled_from(SECTIONS.split())


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(sections, trees, max_size=4), st.booleans())
def test_no_values_raise_anything_but_a_scenario_error(data, with_rooms):
    import json

    if with_rooms:
        data = {"building": {"block": {"storeys": 2}}, **data}
    try:
        loads(json.dumps(data))
    except ScenarioError as error:
        assert str(error)


lengths = st.floats(0.5, 20).map(lambda x: round(x, 3))


@settings(max_examples=40, deadline=None)
@given(
    storeys=st.integers(1, 6),
    width=lengths,
    stair=st.sampled_from(["open", "enclosed"]),
    stairs=st.integers(1, 2),
    age=st.floats(0, 100).map(lambda x: round(x, 2)),
    celsius=st.floats(-40, 40).map(lambda x: round(x, 1)),
    growth=st.sampled_from(["slow", "ultra-fast", "46.9 W/s²"]),
)
def test_what_is_written_down_is_read_back_the_same(storeys, width, stair, stairs, age, celsius, growth):
    text = f"""
site: {{outside_temperature: {celsius} °C}}
building:
  block:
    storeys: {storeys}
    flats_from: 0
    stair: {stair}
    stairs: {stairs}
    flats: {{left: {{hall: {{width: {width} m}}}}, right: {{hall: {{window: street}}}}}}
    windows: {{breaks_at: never}}
fires: {{sofa: {{room: flat-0-left/hall, growth: {growth}}}}}
people: {{flat-0-left: {{members: [{age}]}}}}
variants: {{vented: {{add: smoke vent, close: flat-0-left entrance}}}}
"""
    first = loads(text)
    again = loads(dumps(first))
    assert again.model_copy(update={"source_text": ""}) == first.model_copy(update={"source_text": ""})


def test_the_schema_accepts_every_example_and_refuses_a_misspelt_key():
    jsonschema = pytest.importorskip("jsonschema")
    from ruamel.yaml import YAML

    validator = jsonschema.Draft202012Validator(schema())
    for file in sorted((ROOT / "examples").glob("*.yaml")):
        data = YAML(typ="safe", pure=True).load(file.read_text())
        assert [error.message for error in validator.iter_errors(data)] == [], file
    assert list(validator.iter_errors({"building": {"blok": {}}}))
