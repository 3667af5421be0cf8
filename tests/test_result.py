from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from fake_run import NASTY, _names, fake_history, fake_model, fake_run, fake_scenario
from palier.engine import event_codes as codes
from palier.result import Run, RunExists
from palier.result.rescue import rescue_table
from palier.result.story import TOLD
from palier.result.zones import filled


@pytest.fixture(scope="module")
def run() -> Run:
    return fake_run()


@pytest.fixture(scope="module")
def saved(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run.save(tmp_path_factory.mktemp("runs") / "first")


def _digests(directory: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(directory.iterdir())}


def test_every_event_code_of_the_engine_has_a_kind_and_a_sentence():
    known = {value for name, value in vars(codes).items() if name.startswith("EV_")}
    assert known
    assert known == set(TOLD)


def test_events_are_in_order_and_are_whole_sentences(run: Run):
    assert run.events["time"].is_monotonic_increasing
    assert run.events["text"].str.endswith(".").all()
    turned = run.events[run.events["kind"] == "turns back"].iloc[0]
    assert turned["text"] == "mother turns back before landing-4: one sees 1.4 m there."


def test_zones_carry_units_and_names_and_no_nan(run: Run):
    for name, variable in run.zones.data_vars.items():
        assert variable.attrs["units"], name
        assert variable.attrs["long_name"], name
        assert not np.isnan(variable.values).any(), name
    assert run.zones["temperature"].attrs["standard_name"] == "air_temperature"
    assert float(run.zones["visibility"].max()) == 30.0


def test_visibility_is_three_over_the_extinction_coefficient(run: Run):
    k = run.zones["extinction"].sel(room="landing-2", layer="upper").values
    v = run.zones["visibility"].sel(room="landing-2", layer="upper").values
    thick = k > 0.1
    assert thick.any()
    np.testing.assert_allclose(v[thick], 3.0 / k[thick], rtol=1e-12)


def test_tenability_of_a_landing_is_read_at_face_height(run: Run):
    landing = run.tenability.set_index("place").loc["landing-3"]
    layer = run.zones["layer_height"].sel(room="landing-3").values
    seen = run.zones["visibility"].sel(room="landing-3").values
    at_face = np.where(layer < 1.8, seen[:, 1], seen[:, 0])
    first = run.zones["time"].values[np.flatnonzero(at_face < 3.0)[0]]
    assert landing["visibility_under_3_m"] == first == landing["impassable_from"]
    assert landing["impassable_for"] == 5.0 * (at_face[:-1] < 3.0).sum()


def test_tenability_is_missing_where_a_limit_is_never_passed(run: Run):
    ground = run.tenability.set_index("place").loc["landing-0"]
    assert pd.isna(ground["visibility_under_10_m"])
    assert ground["impassable_for"] == 0


def test_dose_of_a_place_is_one_after_35_minutes_at_1000_ppm_of_co():
    from palier.result.tenability import standing_dose

    minutes = np.arange(0, 2400.0 + 1, 60.0)
    shape = (len(minutes), 1, 2)
    zones = xr.Dataset(
        {
            "layer_height": (("time", "room"), np.zeros(shape[:2])),
            "co": (("time", "room", "layer"), np.full(shape, 1e-3)),
            "hcn": (("time", "room", "layer"), np.zeros(shape)),
            "co2": (("time", "room", "layer"), np.zeros(shape)),
        },
        coords={"time": minutes},
    )
    dose = standing_dose(zones)[:, 0]
    assert dose[35] == pytest.approx(1.0, rel=1e-12)  # ISO 13571: 35 000 ppm min


def test_people_say_who_rescued_them_and_where_they_ended(run: Run):
    people = run.people.set_index("person")
    assert people.loc["mother", "rescued_by"] == "man next door: ledge"
    assert people.loc["mother", "ended_in"] == "outside"
    assert people.loc["couple 2", "outcome"] == "dead"
    assert pd.isna(people.loc["student 1", "rescued_by"])
    assert people.loc["infant of 5 months", "trapped_at"] == 300.0  # with the carer


def test_counts_add_up_to_everybody(run: Run):
    c = run.summary["counts"]
    assert c["people"] == 10 == sum(c[k] for k in ("unhurt", "minor", "hospital", "severe", "dead"))
    assert c["people"] == c["out_by_themselves"] + c["rescued"] + c["inside_at_end"] + c["dead"]
    assert (c["rescued"], c["dead"], c["trapped_at_end"]) == (6, 1, 1)


def test_rescue_is_a_chain_without_overlap_and_names_the_time_left(run: Run):
    taken = run.rescue[run.rescue["task"] == "takes"]
    assert taken["person"].tolist()[0] == "infant of 5 months"
    assert (taken["begins"].values[1:] >= taken["ends"].values[:-1]).all()
    steps = run.rescue[run.rescue["person"].isna()]["task"].tolist()
    assert steps == ["decides", "looks out and decides", "climbs through the skylight"]
    first = taken.iloc[0]
    expected = run.paths["person_time_left"].sel(person="infant of 5 months", time=first["begins"])
    assert first["time_left"] == pytest.approx(float(expected), abs=0.05)
    assert run.refusals["reason"].str.len().min() > 10


def test_ways_that_can_be_taken_are_kept_with_verdict_and_time(run: Run, saved: Path):
    assert run.remarks["verdict"].tolist() == ["marginal", "feasible"]
    assert pd.isna(run.remarks["takes"][0])
    assert run.remarks["takes"][1] == 60.0
    pd.testing.assert_frame_equal(Run.open(saved).remarks, run.remarks)


def test_balance_errors_are_relative_to_the_largest_entry(run: Run):
    assert run.summary["balance_error"]["mass"] == pytest.approx(1e-10 / 100.0, rel=1e-3)


def test_same_run_saved_twice_gives_the_same_bytes(run: Run, saved: Path, tmp_path: Path):
    time.sleep(1.1)  # file formats that write the time of day would differ
    assert _digests(run.save(tmp_path / "second")) == _digests(saved)


def test_a_run_holds_the_seven_files_and_nothing_else(saved: Path):
    assert {p.name for p in saved.iterdir()} == {
        "report.html", "events.csv", "people.csv", "decisions.csv", "zones.nc", "summary.json", "scenario.yaml",
    }  # fmt: skip
    assert not [p for p in saved.parent.iterdir() if p.name.startswith(".")]


def test_only_the_field_timings_depends_on_the_clock(saved: Path):
    summary = json.loads((saved / "summary.json").read_text())
    assert summary["timings"] == {"compile": 1.0, "march": 0.8}
    assert summary["steps"] == 3600
    summary.pop("timings")
    assert "0.8" not in (saved / "report.html").read_text().split("<script")[0].split("march")[-1][:10]


def test_an_existing_run_is_refused_and_replaced_only_by_force(run: Run, tmp_path: Path):
    run.save(tmp_path / "r")
    before = _digests(tmp_path / "r")
    with pytest.raises(RunExists, match="already holds a run"):
        run.save(tmp_path / "r")
    run.save(tmp_path / "r", force=True)
    assert _digests(tmp_path / "r") == before


def test_a_directory_with_other_files_is_never_replaced(run: Run, tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("five years of work")
    with pytest.raises(RunExists, match=r"thesis\.txt"):
        run.save(tmp_path, force=True)
    assert (tmp_path / "thesis.txt").read_text() == "five years of work"


def test_a_failure_while_writing_leaves_nothing_behind(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fails(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Run, "to_html", fails)
    with pytest.raises(OSError, match="disk full"):
        run.save(tmp_path / "r")
    assert list(tmp_path.iterdir()) == []


def test_an_opened_run_writes_the_same_files_again(saved: Path, tmp_path: Path):
    again = Run.open(saved)
    assert _digests(again.save(tmp_path / "again")) == _digests(saved)


def test_zones_open_with_xarray_alone(saved: Path):
    with xr.open_dataset(saved / "zones.nc") as zones:
        assert zones["temperature"].dims == ("time", "room", "layer")
        assert "landing-6" in zones["room"].values


def test_repr_fits_one_screen_and_names_the_outcome(run: Run):
    text = repr(run)
    assert len(text.splitlines()) <= 24
    assert "dead 1" in text and NASTY in text


def test_a_run_that_stopped_early_keeps_only_the_times_it_reached(run: Run):
    scenario = fake_scenario()
    names = _names(scenario)
    model = fake_model(scenario, names)
    history, _ = fake_history(scenario, names, model)
    unreached = history._replace(time=np.where(history.time > 600.0, 0.0, history.time))
    kept = filled(unreached)
    assert kept.time[-1] == 600.0
    assert {len(column) for column in kept} == {121}
    assert len(filled(history).time) == len(run.zones["time"])


def test_a_crew_with_a_pinned_arrival_sets_up_from_then(run: Run):
    scenario = fake_scenario()
    crews = {"ladder crew": scenario.crews["ladder crew"].model_copy(update={"arrives": 1000.0})}
    scenario = scenario.model_copy(update={"crews": crews})
    names = _names(scenario)
    model = fake_model(scenario, names)
    history, events = fake_history(scenario, names, model)
    n = int(events.count[0])
    called = (events.code == codes.EV_NOTICES) & (events.subject == 1)
    events.code[called] = codes.EV_CALL  # a crew that is pinned is not called out by anybody
    events.time[n], events.code[n], events.subject[n], events.object[n] = 1180.0, codes.EV_READY, 1, -1
    events.count[0] = n + 1
    table = rescue_table(scenario, names, model, history, events)
    crew = table[table["responder"] == "ladder crew"].iloc[0]
    assert (crew["task"], crew["begins"], crew["ends"]) == ("set-up", 1000.0, 1180.0)
