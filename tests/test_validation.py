"""`palier validate`: the statistics, the comparisons, the campaign, the page, and the shipped measurements."""

from __future__ import annotations

import csv
import importlib.util
import math
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from palier.cli import app
from palier.report.axes import Axis, label, round_step
from palier.report.validation import curves_svg, scatter_svg, validation_html, verdict
from palier.validation import comparisons, evaluation, session, small
from palier.validation.campaign import LEDGER, OK, Job, Outcome, read_ledger, run_all, write_ledger
from palier.validation.comparisons import Compared, Curve, DataMissing, find, plan, reduced
from palier.validation.statistics import moments, pooled, statistics
from palier.validation.table import Line, lines

DATA = Path(__file__).parents[2] / "shared" / "validation"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the whole validation's data are not here")

HEAD = [
    "switch_id", "Dataname", "Quantity", "Metric", "Plot_Title", "Ind_Title", "Dep_Title", "Scale_Ind",
    *(f"{side}_{name}" for side in ("d1", "d2") for name in (
        "Filename", "Col_Name_Row", "Data_Row", "Ind_Col_Name", "Dep_Col_Name", "Comp_Start", "Comp_End",
        "Dep_Comp_Start", "Dep_Comp_End", "Initial_Value")),
]  # fmt: skip


def table_row(quantity="Heat", metric="max", measured="Tu", predicted="ULT_1", case="burn", **other):
    return {
        "switch_id": "d", "Dataname": "Barn", "Quantity": quantity, "Metric": metric, "Plot_Title": "Barn test 1",
        "Ind_Title": "Time (min)", "Dep_Title": "Temperature (°C)", "Scale_Ind": "60",
        "d1_Filename": "Barn/one.csv", "d1_Col_Name_Row": "2", "d1_Data_Row": "3", "d1_Ind_Col_Name": "Time",
        "d1_Dep_Col_Name": measured, "d1_Comp_Start": "0", "d1_Comp_End": "100", "d1_Dep_Comp_Start": "",
        "d1_Dep_Comp_End": "", "d1_Initial_Value": "20",
        "d2_Filename": f"Barn/{case}_compartments.csv", "d2_Col_Name_Row": "1", "d2_Data_Row": "5",
        "d2_Ind_Col_Name": "Time", "d2_Dep_Col_Name": predicted, "d2_Comp_Start": "0", "d2_Comp_End": "100",
        "d2_Dep_Comp_Start": "", "d2_Dep_Comp_End": "", "d2_Initial_Value": "20", **other,
    }  # fmt: skip


@pytest.fixture
def barn(tmp_path):
    """A made-up series of experiments, laid out as CFAST's and NIST's repositories are, and a folder of results."""
    data, results = tmp_path / "data", tmp_path / "results"
    tables = data / "cfast" / "Utilities" / "Python"
    for folder in (data / "cfast" / "Validation" / "Barn", data / "exp" / "Barn", tables, results / "Barn"):
        folder.mkdir(parents=True)
    rows = [
        table_row(),
        table_row(measured="Tu|Tv", predicted="ULT_1|ULT_2"),
        table_row(quantity="Depth", metric="min", predicted="HGT_1", measured="z",
                  d1_Initial_Value="3", d2_Initial_Value="3"),
        table_row(quantity="Sum", measured="Tu+Tv", predicted="ULT_1"),
        table_row(quantity="0"),
        table_row(quantity="Heat", d2_Filename="Barn/burn_Plume.csv"),
        table_row(quantity="Heat", case="absent"),
        table_row(quantity="Heat", measured="nothing"),
    ]  # fmt: skip
    with (tables / "CFAST_validation_dataplot_inputs.csv").open("w", newline="", encoding="utf-8-sig") as opened:
        writer = csv.DictWriter(opened, HEAD)
        writer.writeheader()
        writer.writerows(rows)
    (tables / "CFAST_validation_scatterplot_inputs.csv").write_text("Scatter_Plot_Title,Sigma_E\nHeat,7\nDepth,5\n")
    (data / "exp" / "Barn" / "one.csv").write_text(
        "s,C,C,m\nTime,Tu,Tv,z\n0,20,20,3\n50,120,70,1.5\n60,NaN,500,0\n90,80,60,2\n150,900,900,0\n"
    )
    (results / "Barn" / "burn_compartments.csv").write_text(
        "Time,ULT_1,ULT_2,HGT_1\n,,,\n,,,\ns,C,C,m\n0,20,20,3\n50,145,50,1.4\n100,90,60,1.8\n"
    )
    return find(data), results


# ------------------------------------------------------------------------------- statistics


def test_a_model_that_is_right_has_no_bias_and_no_scatter():
    found = statistics(moments([(v, v) for v in (1.0, 5.0, 40.0)], 0.0), 0.0)
    assert found == (3, 1.0, 0.0, 0.0)  # with no uncertainty nothing lies within it


def test_bias_and_scatter_are_those_of_the_definition():
    pairs, sigma = [(100.0, 150.0), (50.0, 40.0), (10.0, 14.0), (80.0, 100.0)], 0.07
    r = np.log([p / m for m, p in pairs])
    variance = r.var(ddof=1) - sigma**2
    found = statistics(moments(pairs, sigma), sigma)
    assert found.scatter == pytest.approx(math.sqrt(variance))
    assert found.bias == pytest.approx(math.exp(r.mean() + variance / 2 - sigma**2 / 2))


def test_scatter_within_the_measurements_own_is_none():
    assert statistics(moments([(100.0, 101.0), (100.0, 99.0)], 0.1), 0.1).scatter == 0.0


def test_pooled_moments_are_those_of_all_comparisons():
    rng = np.random.default_rng(5)
    pairs = [(float(m), float(p)) for m, p in np.exp(rng.normal(size=(40, 2)))]
    together = pooled([moments(pairs[:7], 0.3), moments([], 0.3), moments(pairs[7:], 0.3)])
    whole = moments(pairs, 0.3)
    assert together.n == 40 and together.within == whole.within
    assert together.mean == pytest.approx(whole.mean) and together.squares == pytest.approx(whole.squares)


def test_one_comparison_gives_no_statistics():
    assert statistics(moments([(1.0, 2.0)], 0.1), 0.1) is None


# ------------------------------------------------------------------------------ comparisons


@pytest.mark.parametrize(
    ("metric", "expected"), [("max", 7.0), ("min", 4.0), ("maxabs", 7.0), ("mean", 1.25), ("end", -4.0)]
)
def test_the_number_that_stands_for_a_curve(metric, expected):
    assert reduced(metric, np.array([2.0, 9.0, 4.0, -2.0]), 2.0) == expected


def test_unknown_metric_and_empty_window_are_errors():
    with pytest.raises(ValueError, match="'median' is not a way"):
        reduced("median", np.array([1.0]), 0.0)
    with pytest.raises(ValueError, match="no value in the window"):
        reduced("max", np.array([]), 0.0)


def test_comparisons_of_a_table(barn):
    data, results = barn
    found = [comparisons.compare(each, data, results) for each in plan(data)]
    by = [(c.quantity, c.measured, c.predicted) for c in found if c.counts]
    # the row without Tu is passed over, and so is what lies after the window
    assert by == [
        ("Heat", 100.0, 125.0),
        ("Heat", 100.0, 125.0),
        ("Heat", 480.0, 40.0),
        ("Depth", 3.0, pytest.approx(1.6)),
        ("Sum", 170.0, 125.0),
    ]
    assert [c.problem for c in found if not c.counts] == [
        "predicted: absent_compartments.csv is not there",
        "measured: Barn/one.csv has no column nothing",
    ]
    assert comparisons.left_out(data) == 1


def test_a_prediction_without_a_rise_counts_as_missing(barn):
    data, results = barn
    (results / "Barn" / "burn_compartments.csv").write_text(
        "Time,ULT_1,ULT_2,HGT_1\n,,,\n,,,\ns,C,C,m\n0,20,20,3\n50,20,20,3\n"
    )
    done = evaluation.evaluate(data, plan(data), results)
    assert not any(each.counts for each in done.compared)
    assert {line.quantity: line.missing for line in done.lines} == {"Heat": 4, "Depth": 1, "Sum": 1}


@pytest.mark.parametrize("absent", ["", "exp", "cfast/Utilities", "cfast/Validation"])
def test_missing_data_are_said_with_where_to_get_them(barn, absent):
    data, _ = barn
    root = data.measured.parent
    place = root / absent if absent else root / "nowhere"
    if absent:
        place.rename(root.parent / "away")
    with pytest.raises(DataMissing, match=r"github\.com/firemodels/exp"):
        find(root if absent else place)


# ------------------------------------------------------------------------------------ table


def line(palier, cfast, sigma=0.07):
    of = [None if pair is None else statistics(moments(pair, sigma), sigma) for pair in (palier, cfast)]
    return Line("Heat", sigma, 0, *of)


SPREAD = [(100.0, 80.0), (100.0, 160.0), (100.0, 100.0)]
NARROW = [(100.0, 99.0), (100.0, 101.0), (100.0, 100.0)]
HIGH = [(100.0, 199.0), (100.0, 201.0), (100.0, 200.0)]


def test_what_is_worse_than_cfast_is_told():
    assert line(SPREAD, NARROW).worse == ("bias", "scatter")
    assert line(HIGH, NARROW).worse == ("bias",)
    assert line(NARROW, SPREAD).worse == () and line(NARROW, SPREAD).better
    assert line(NARROW, NARROW).better  # as good is good
    assert not line(NARROW[:2], SPREAD).better  # with fewer comparisons nothing is claimed
    assert not line(NARROW, None).better and not line(None, NARROW).worse


def test_worse_lines_stand_first():
    made = [Compared(q, "Barn", "a", str(k), m, p, "", c) for q, pairs, theirs in (
        ("Alpha", NARROW, SPREAD), ("Beta", SPREAD, NARROW)) for k, ((m, p), (_, c)) in enumerate(
        zip(pairs, theirs, strict=True))]  # fmt: skip
    assert [each.quantity for each in lines(made, {"Alpha": 0.07, "Beta": 0.07})] == ["Beta", "Alpha"]
    said = verdict(lines(made, {"Alpha": 0.07, "Beta": 0.07}))
    assert said.startswith("In 1 of 2 quantities") and "worse in Beta (bias and scatter)" in said


@needs_data
def test_shipped_figures_of_cfast_are_those_of_its_comparisons():
    sigma = comparisons.uncertainties(find(DATA))
    pairs: dict[str, list[tuple[float, float]]] = {}
    with (DATA / "cfast_rows.csv").open(newline="") as opened:
        for row in csv.DictReader(opened):
            pairs.setdefault(row["quantity"], []).append((float(row["measured"]), float(row["cfast"])))
    families = {each.family for each in plan(find(DATA))}
    made = [Compared(q, f, "", "", 1.0, None, "") for q in pairs for f in families]
    for found in lines(made, sigma):
        whole = statistics(moments(pairs[found.quantity], sigma[found.quantity]), sigma[found.quantity])
        assert found.cfast == pytest.approx(whole, rel=1e-4), found.quantity


@needs_data
def test_scores_equal_those_of_the_script_that_judges(tmp_path):
    """Results made up from the measured curves' own times, scored by both."""
    data = find(DATA)
    planned = [each for each in plan(data) if each.family in ("NBS", "VTT", "NIST_NRC")]
    rng = np.random.default_rng(11)
    sheets: dict[str, dict[str, float]] = {}
    for each in planned:
        sheets.setdefault(each.predicted.file, {})[each.predicted.along.strip()] = each.predicted.initial
    for file, columns in sheets.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        names = ["Time", *columns]
        with (tmp_path / file).open("w", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerows([names] * 4)
            for t in range(0, 1800, 60):
                writer.writerow([t, *(v + 0.04 * rng.normal() * (abs(v) + 10.0) + 0.03 * t for v in columns.values())])
    script = [sys.executable, str(DATA / "score.py"), str(tmp_path), "--cfast", str(DATA), "--exp", str(DATA / "exp")]
    theirs: dict[str, tuple[int, int, str, str, str]] = {}
    for family in ("NBS", "VTT", "NIST_NRC"):
        said = subprocess.run([*script, "--only", f"{family}/*"], capture_output=True, text=True, check=True).stdout
        mine = evaluation.evaluate(data, [each for each in planned if each.family == family], tmp_path).lines
        for told in said.splitlines()[1:]:
            name, numbers = told[:55].strip(), told[55:].split()
            theirs[name] = (int(numbers[0]), int(numbers[1]), *numbers[2:])
            own = next(each for each in mine if each.quantity == name)
            if own.palier is None:
                assert len(numbers) == 2
                continue
            assert theirs[name] == (
                own.palier.n, own.missing, f"{own.palier.bias:.2f}", f"{own.palier.scatter:.2f}",
                f"{own.palier.within:.2f}",
            )  # fmt: skip
    assert len(theirs) > 10


# --------------------------------------------------------------------------------- campaign


def pretend(job: Job, out: Path) -> str:
    """A case that ends well, fails, stops early, or takes its process with it; as its name says."""
    if job.case.startswith("raises"):
        raise ValueError("no such wall\nand more")
    if job.case.startswith("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if job.case.startswith("stops"):
        return "stopped at 12 s: the time step fell"
    if job.case.startswith("slow"):
        time.sleep(60.0)
    (out / f"{job.case}.txt").write_text(job.case)
    return OK


def job(name):
    return Job("Barn", name, Path(f"{name}.in"))


def test_failures_are_kept_beside_what_succeeds(tmp_path):
    told: list[Outcome] = []
    run_all([job(n) for n in ("a", "raises", "b", "stops", "c")], tmp_path, pretend, 2, told.append)
    status = {each.case: each.status for each in told}
    assert status == {
        "a": OK, "b": OK, "c": OK, "raises": "failed: ValueError: no such wall", "stops": "stopped at 12 s: the time "
        "step fell",
    }  # fmt: skip
    assert {key[1]: each.status for key, each in read_ledger(tmp_path).items()} == status


def test_a_process_that_dies_takes_no_other_case_with_it(tmp_path):
    names = ["a", "b", "dies", "c", "d"]
    found = {each.case: each.status for each in run_all([job(n) for n in names], tmp_path, pretend, 2)}
    assert sorted(found) == sorted(names)
    assert "died" in found.pop("dies") and set(found.values()) == {OK}


def test_the_first_case_may_die_too(tmp_path):
    found = {each.case: each.status for each in run_all([job("dies"), job("a")], tmp_path, pretend, 1)}
    assert "died" in found["dies"] and found["a"] == OK


def test_the_ledger_holds_the_last_run_of_each_case(tmp_path):
    write_ledger(tmp_path, [Outcome("Barn", "a", "failed: x", 1.0), Outcome("Barn", "b", OK, 1.0)])
    write_ledger(tmp_path, [Outcome("Barn", "a", OK, 2.0)])
    assert (
        tmp_path / LEDGER
    ).read_text() == "family,case,status,seconds\nBarn,a,completed,2.000\nBarn,b,completed,1.000\n"


def test_an_interrupt_leaves_what_is_finished(tmp_path):
    """In a process of its own, as Ctrl-C sends the signal to one."""
    script = tmp_path / "campaign_run.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom palier.validation.campaign import run_all\n"
        "from tests.test_validation import job, pretend\n"
        "if __name__ == '__main__':\n"
        "    run_all([job('a'), job('slow'), job('never')], Path(sys.argv[1]), pretend, 1, lambda o: print(o.case))\n"
    )
    root = Path(__file__).parents[1]
    command = [sys.executable, "-u", str(script), str(tmp_path / "out")]
    running = subprocess.Popen(  # a shell may have told what it runs behind it to ignore interrupts
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert running.stdout.readline() == "a\n"
    time.sleep(1.0)
    running.send_signal(signal.SIGINT)
    assert running.wait(20.0) != 0
    assert [each.case for each in read_ledger(tmp_path / "out").values()] == ["a"]


def test_a_session_waits_for_what_has_not_ended_well(tmp_path):
    made = session.smaller(["llnl"])
    assert [each.case for each in made.jobs] == ["llnl-cell test 1", "llnl-cell test 10", "llnl-cell test 14"]
    write_ledger(tmp_path, [Outcome("LLNL", "llnl-cell test 1", OK, 1.0)])
    write_ledger(tmp_path, [Outcome("LLNL", "llnl-cell test 10", "failed: x", 1.0)])
    assert [each.variant for each in made.waiting(tmp_path)] == ["test 10", "test 14"]
    assert made.done(tmp_path) == 2


# ------------------------------------------------------------------- the smaller validation


@needs_data
def test_shipped_values_are_those_of_the_measured_curves():
    for row in small.measured():
        curve = Curve(row.file, row.names_at, row.values_from, row.across, row.instrument, row.window,
                      (-math.inf, math.inf), row.initial)  # fmt: skip
        assert comparisons.value(row.metric, curve, DATA / "exp") == pytest.approx(row.measured, rel=1e-3), row
        assert comparisons.uncertainties(find(DATA))[row.quantity] == pytest.approx(row.uncertainty)


def test_every_shipped_value_has_a_scenario_a_place_and_a_source():
    from importlib.resources import files

    import palier
    from palier.scenario.variants import variant

    names = {each.name for each in (files("palier.validation") / "scenarios").iterdir()}
    rows = small.measured()
    assert {f"{row.scenario}.yaml" for row in rows} == names
    for name in names:
        scenario = palier.load(str(files("palier.validation") / "scenarios" / name))
        mine = [row for row in rows if f"{row.scenario}.yaml" == name]
        assert {row.variant for row in mine} == (set(scenario.variants) or {""})
        for row in mine:
            told = variant(scenario, row.variant) if row.variant else scenario
            assert row.room in told.building.rooms and row.output in small.OUTPUTS
            assert row.measured > 0 and 0 < row.uncertainty < 0.5 and row.source and row.file.endswith(".csv")


def test_steckler_room_is_predicted_within_the_tolerance(tmp_path):
    """Steady layer of 62.9 kW behind a door of 0.74 m: depth and rise within a factor of 1.7 of the measured."""
    rows = [row for row in small.measured() if row.case == "steckler test 14"]
    assert small.run_scenario(small.jobs(rows)[0], tmp_path) == OK
    found = {each.quantity: each.ratio for each in (small.compare(row, tmp_path) for row in rows)}
    assert 1 / 1.7 < found["HGL Depth: Open Compartments"] < 1.7
    assert 1 / 1.7 < found["HGL Temperature: Natural Ventilation"] < 1.7


# ------------------------------------------------------------------------------------- page


def test_ticks_are_round():
    assert Axis(0.0, 97.0, 0.0, 1.0).ticks == [0.0, 20.0, 40.0, 60.0, 80.0]
    assert Axis(9.0, 1100.0, 0.0, 1.0, True).ticks == [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0]
    assert Axis(10.0, 1000.0, 0.0, 2.0, True).at(100.0) == pytest.approx(1.0)
    assert round_step(0.21) == pytest.approx(0.5) and [label(v) for v in (1e-5, 0.02, 150.0, 3e6)] == [
        "1e-5", "0.02", "150", "3e6",
    ]  # fmt: skip


def test_lines_of_the_scatter_plot_stand_at_their_ratios():
    points = [Compared("Heat", "Barn", "<a>", "x", m, p) for m, p in HIGH]
    told = line(HIGH, NARROW)
    svg = scatter_svg(told, points, ["Barn"])
    assert svg.count('class="mark h0"') == 3 and "<a>" not in svg and "&lt;a&gt;" in svg
    drawn = {kind: [float(v) for v in numbers] for kind, *numbers in re.findall(
        r'<line class="(one|bias)" x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)"', svg)}  # fmt: skip
    # on equal scales both lines have the same slope, and the bias lies ln(2) higher
    slope = [(y2 - y1) / (x2 - x1) for x1, y1, x2, y2 in drawn.values()]
    assert slope[0] == pytest.approx(slope[1], rel=1e-3)


def test_curves_keep_their_peaks_and_lose_their_crowd():
    x = np.linspace(0.0, 10.0, 20_001)
    y = np.sin(x) + 5.0 * (abs(x - 7.0) < 2e-3)
    chart = evaluation.Chart("Barn", "a", "noise", ("Time", "T"), [evaluation.Drawn("T", True, x, y)])
    points = re.search(r'points="([^"]+)"', curves_svg(chart))[1].split()
    assert len(points) < 400
    heights = [float(p.split(",")[1]) for p in points]
    assert min(heights) < 20.0  # the spike reaches the top


def test_curves_of_nothing_draw_nothing():
    chart = evaluation.Chart("Barn", "a", "none", ("t", "T"), [evaluation.Drawn("T", True, np.array([1.0]),
                             np.array([np.nan]))])  # fmt: skip
    assert curves_svg(chart) == ""


def test_the_page_has_everything_and_opens_offline(barn):
    data, results = barn
    write_ledger(results, [Outcome("Barn", "burn", OK, 1.0), Outcome("Barn", "absent", "failed: <no> wall", 0.1)])
    done = evaluation.evaluate(data, plan(data), results)
    page = validation_html(done, "0.1.0")
    assert "1 of 2 cases did not run to their end" in page and "failed: &lt;no&gt; wall" in page
    assert "2 comparisons that could not be made" in page
    assert page.count('class="chart scatter"') == 3 and page.count('class="chart curves"') == 6
    assert not re.search(r'(src|href)="(?!#)', page) and "http" not in page.replace("http://www.w3.org", "")


# ---------------------------------------------------------------------------------- command


def test_results_that_are_there_are_not_run_again_unasked(tmp_path):
    write_ledger(tmp_path, [Outcome("LLNL", "llnl-cell test 1", OK, 1.0)])
    said = CliRunner().invoke(app, ["validate", "--small", "--family", "llnl", "--out", str(tmp_path)])
    assert said.exit_code == 2 and "--resume runs the others, --force runs all again" in said.output


def test_unknown_series_are_answered_with_those_there_are(tmp_path):
    said = CliRunner().invoke(app, ["validate", "--small", "--family", "stekler", "--out", str(tmp_path)])
    assert said.exit_code == 2
    assert "no series of experiments 'stekler': ATF-stair, FM-SNL, LLNL, NBS-rooms, NIST-NRC, Plaza, Steckler" in (
        said.output
    )


def test_a_data_directory_that_is_none_is_said(tmp_path):
    said = CliRunner().invoke(app, ["validate", "--data", str(tmp_path / "no"), "--out", str(tmp_path / "out")])
    assert said.exit_code == 2 and "is not there" in said.output and "firemodels/exp" in said.output
    assert not (tmp_path / "out").exists()


def test_small_and_data_exclude_each_other(tmp_path):
    said = CliRunner().invoke(app, ["validate", "--small", "--data", str(tmp_path)])
    assert said.exit_code == 2 and "leave out one" in said.output


def test_the_smaller_validation_from_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(app, ["validate", "--family", "fm-snl", "--out", "v", "--workers", "1"])
    assert said.exit_code == 0, said.output
    assert "No data for the whole validation" in said.output and "HGL Temperature: Forced Ventilation" in said.output
    with (tmp_path / "v" / "comparisons.csv").open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) == 6 and all(float(row["ratio"]) > 0 and float(row["cfast"]) > 0 for row in rows)
    assert "FM/SNL" in (tmp_path / "v" / "validation.html").read_text(encoding="utf-8")
    again = CliRunner().invoke(app, ["validate", "--family", "fm-snl", "--out", "v", "--resume"])
    assert again.exit_code == 0 and "Page: " in again.output


@needs_data
@pytest.mark.skipif(importlib.util.find_spec("palier.formats.cfast.run") is None, reason="no CFAST inputs yet")
def test_a_whole_series_from_the_command_line(tmp_path):
    """Room, corridor and target room of NBS: all comparisons made, every ratio between a half and two."""
    arguments = ["validate", "--data", str(DATA), "--family", "NBS", "--out", str(tmp_path), "--workers", "1"]
    said = CliRunner().invoke(app, arguments)
    assert said.exit_code == 0, said.output
    with (tmp_path / "comparisons.csv").open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) == 24 and all(0.5 < float(row["ratio"]) < 2.0 for row in rows)
