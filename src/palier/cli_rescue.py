"""`palier reach` and `palier rescue`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

import palier
from palier.console import INTERRUPTED, begins, err, fail, out, refuse_unwritable, said_plainly
from palier.scenario.document import load
from palier.scenario.problems import ScenarioError
from palier.scenario.units import to_si

if TYPE_CHECKING:
    from palier.reach import Mobility, Person, Reach
    from palier.rescue import Rescue

STYLES = {"feasible": "green", "marginal": "yellow", "refused": "red"}


def reach(
    context: typer.Context,
    scenario: Annotated[
        Path | None,
        typer.Argument(metavar="[SCENARIO]", help="Judge every neighbour's way in this file.", show_default=False),
    ] = None,
    gap: Annotated[str | None, typer.Option("--gap", metavar="LENGTH", help="Between footholds, or windows.")] = None,
    ledge: Annotated[
        str | None, typer.Option("--ledge", metavar="LENGTH", help="Depth of the ledge: someone stands astride.")
    ] = None,
    rise: Annotated[
        str, typer.Option("--rise", metavar="LENGTH", help="Without a ledge: the other sill above this one.")
    ] = "0 m",
    above: Annotated[str, typer.Option("--above", metavar="LENGTH", help="Sill above the foothold.")] = "0.9 m",
    aside: Annotated[str, typer.Option("--aside", metavar="LENGTH", help="From the body to the window.")] = "0.6 m",
    receiver: Annotated[
        str | None,
        typer.Option("--receiver", metavar="LENGTH", help="From the body to who takes over; default nobody."),
    ] = None,
    height: Annotated[str, typer.Option("--height", metavar="LENGTH", help="Sill above the street.")] = "15 m",
    helper: Annotated[
        str, typer.Option("--helper", metavar="WHO", help="Age, then sex and stature: '39 male 1.88 m'.")
    ] = "35 male",
    giver: Annotated[
        str, typer.Option("--giver", metavar="WHO", help="Without a ledge: who leans out of this window.")
    ] = "35 female",
    people: Annotated[
        list[str] | None,
        typer.Option("--take", metavar="WHO", help="To be taken: '5 months', '9', '80 wheelchair 60 kg'."),
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.html", help="Draw the geometry there.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE.html.")] = False,
) -> None:
    """Say whether people can be taken across a gap, along a ledge or from window to window, and why."""
    with said_plainly():
        from palier.reach import LedgePlace, WindowPlace, reaches_of
        from palier.reach import reach as judge

        if (scenario is None) == (gap is None):
            fail("give either a scenario file or --gap")
        idle = [name for name in _idle_options(scenario, ledge) if _was_given(context, name)]
        if scenario is not None and idle:
            fail(f"a scenario file says who is to be taken and along what: leave out {_listed(idle)}, or the file")
        if idle:
            other = "with" if ledge is not None else "without"
            fail(f"{_listed(idle)} {'says' if len(idle) == 1 else 'say'} nothing {other} --ledge: leave that out")
        if page is not None and page.exists() and not force:
            fail(f"{page} is there already: choose another name, or --force to replace it")
        if scenario is not None:
            try:
                found = reaches_of(load(scenario))
            except ScenarioError as error:
                fail(str(error))
            if not found:
                fail(f"{scenario} names no neighbours: add some under 'neighbours:', or ask with --gap")
        else:
            waiting = tuple(_person(text, "--take") for text in people or ())
            place: LedgePlace | WindowPlace
            if ledge is not None:
                place = LedgePlace(
                    _length(gap, "--gap"),
                    _length(ledge, "--ledge"),
                    _length(above, "--above"),
                    _length(aside, "--aside"),
                    0.6 if receiver is None else _length(receiver, "--receiver"),
                    receiver is not None,
                )
            else:
                place = WindowPlace(
                    _length(gap, "--gap"), _length(rise, "--rise", below=True), _person(giver, "--giver")
                )
            found = [judge(place, _person(helper, "--helper"), waiting, _length(height, "--height"))]
        for each in found:
            _tell_reach(each)
        if page is not None:
            from palier.report.reach import reach_html

            refuse_unwritable(page.parent)
            fresh = page.with_name(f".{page.name}.new")
            try:
                fresh.write_text(reach_html(found), encoding="utf-8", newline="\n")
                fresh.replace(page)
            finally:
                fresh.unlink(missing_ok=True)
            out.print(f"Page: {page}", markup=False)


def _idle_options(scenario: Path | None, ledge: str | None) -> tuple[str, ...]:
    """Options of `palier reach` that would change nothing."""
    astride, leaning = ("above", "aside", "receiver"), ("rise", "giver")
    if scenario is not None:
        return ("people", "ledge", *leaning, *astride, "height", "helper")
    return leaning if ledge is not None else astride


def _was_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


def _listed(names: list[str]) -> str:
    told = ["--take" if name == "people" else f"--{name}" for name in names]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _length(text: str | None, option: str, below: bool = False) -> float:
    try:
        value = to_si(text, "m")
    except ValueError as error:
        fail(f"{option}: {error}")
    if not (-50.0 if below else 0.0) <= value <= 50.0:
        fail(f"{option}: {value:g} m is out of range")
    return value


def _person(text: str, option: str) -> Person:
    """`39 male 1.88 m 80 kg`, `80 wheelchair`: an age, then what else is known."""
    from palier.reach import Person

    match = re.fullmatch(
        r"\s*(?P<age>[\d.]+(?:\s*(?:months?|years?))?)(?:\s+(?P<sex>male|female))?"
        r"(?:\s+(?P<mobility>unaided|cane|frame|wheelchair|bedridden))?"
        r"(?:\s+(?P<stature>[\d.]+\s*c?m))?(?:\s+(?P<mass>[\d.]+\s*kg))?\s*",
        text,
    )
    if match is None:
        fail(f"{option}: '{text}' is not a person: write an age, then what is known, such as '39 male 1.88 m 80 kg'")
    try:
        age = to_si(match["age"], "year")
        stature = None if match["stature"] is None else to_si(match["stature"], "m")
        mass = None if match["mass"] is None else to_si(match["mass"], "kg")
    except ValueError as error:
        fail(f"{option}: {error}")
    if not (age <= 120.0 and (stature is None or 0.3 <= stature <= 2.5) and (mass is None or 1.0 <= mass <= 400.0)):
        fail(f"{option}: '{text}' is out of the range of people")
    sex: Literal["female", "male"] = "female" if match["sex"] == "female" else "male"
    return Person(age, sex, stature, mass, mobility=cast("Mobility", match["mobility"] or "unaided"))


def _tell_reach(found: Reach) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=found.title, title_justify="left", box=None, pad_edge=False)
    for column in ("", "verdict", "takes", "why"):
        table.add_column(column)
    for name, row in found.table.iterrows():
        takes = "-" if row["takes"] != row["takes"] else f"{row['takes']:.0f} s"
        level = Text(str(row["verdict"]), style=STYLES[row["verdict"]])
        table.add_row(Text(str(name)), level, Text(takes), Text(str(row["reason"])))
    out.print(table)
    if found.verdict.level != "refused":
        told = f"risk of falling {found.risk:.1%} per hand-over, deadly {found.deadly:.2%} from {found.height:.0f} m"
        out.print(told, markup=False)


def rescue(
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).", show_default=False)],
    runs: Annotated[int, typer.Option("--runs", min=1, max=1000, help="Runs that show how long people have.")] = 20,
    variant: Annotated[str | None, typer.Option("--variant", metavar="NAME", help="Plan for this variant.")] = None,
    compare: Annotated[bool, typer.Option(help="Play the plan in the simulation, against simpler rules.")] = True,
    directory: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where page and tables go.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a plan that DIR already holds.")] = False,
) -> None:
    """Plan who is taken by whom in what order, so that most are expected to live, and play it back."""
    try:
        told = load(scenario)
    except ScenarioError as error:
        fail(str(error))
    with said_plainly():
        if variant is not None:
            told = palier.variant(told, variant)
        from palier.plan import PlannerMissing
        from palier.rescue import NothingToPlan
        from palier.rescue.rescue import FILES
        from palier.result.store import check_free

        if directory is not None:
            check_free(directory, force, FILES)
            refuse_unwritable(directory)
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    try:
        with said_plainly(), Progress(*columns, console=err, transient=True) as bar:
            first = begins()
            task = bar.add_task(first, total=1.0)
            made = palier.rescue(
                told, runs, compare, lambda stage, part: bar.update(task, completed=part, description=stage)
            )
    except (NothingToPlan, PlannerMissing) as error:
        fail(f"{scenario}: {error}")
    except KeyboardInterrupt:
        err.print("Interrupted: nothing was written.", markup=False)
        raise typer.Exit(INTERRUPTED) from None
    _tell_rescue(made)
    if directory is not None:
        with said_plainly():
            made.save(directory, force=force)
        out.print(f"Page: {directory / 'rescue.html'}", markup=False)


def _tell_rescue(made: Rescue) -> None:
    """The plan, who is left in place, the gap, the comparison."""
    from palier.report.rescue import checked_words, left_words, not_taken
    from palier.result.run import clock
    from palier.result.tables import rows

    had = {row.person: left_words(row, float(made.ensemble.times[-1])) for row in rows(made.people)}
    steps = [
        (
            row.person,
            row.team,
            row.room,
            clock(row.sets_out),
            clock(row.taken),
            clock(row.safe),
            had[row.person],
            f"{row.chance_of_living:.1%}",
            f"{row.chance_if_left:.1%}",
        )
        for row in rows(made.steps)
    ]
    if steps:
        heads = ("person", "by", "from", "sets out", "taken", "safe", "time left", "lives", "if left")
        _table("Who takes whom", heads, steps)
    else:
        out.print("Nobody is to be taken by any team", markup=False)
    for sentence, people in not_taken(made):
        out.print(f"{sentence}: {', '.join(people)}", markup=False)
    for sentence in checked_words(made):
        out.print(sentence, style="yellow", markup=False)
    plan = made.plan
    out.print(
        f"{plan.lives:.2f} of {len(made.ensemble.names.people)} expected to live, counting a risk of death that "
        f"{made.runs} runs may not show; at most {plan.gap:.2f} more by any "
        f"other plan; {plan.unhurt:.2f} unhurt, at most {plan.unhurt_gap:.2f} more; found in {plan.seconds:.1f} s",
        markup=False,
    )
    if made.played:
        compared = [
            (
                rule,
                f"{row['lives']:.2f}",
                _difference(row["lives_more"], row["lives_pm"]),
                f"{row['unhurt']:.2f}",
                _difference(row["unhurt_more"], row["unhurt_pm"]),
                f"{row['taken']:.1f}",
                f"{row['replans']:.1f}",
            )
            for rule, row in made.comparison.iterrows()
        ]
        wanted = ("", "live", "plan has more", "unhurt", "plan has more", "taken out", "replans")
        _table(f"In the simulation, mean of {made.runs} runs", wanted, compared)


def _difference(more: float, half: float) -> str:
    """A mean of paired differences with its interval; one run has none."""
    return f"{more:+.2f}" if half != half else f"{more:+.2f} ± {half:.2f}"


def _table(title: str, heads: tuple[str, ...], lines: list[tuple[Any, ...]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for head in heads:
        table.add_column(head)
    for line in lines:
        table.add_row(*(Text(str(cell)) for cell in line))
    out.print(table)
