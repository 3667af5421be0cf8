"""What was measured, in words and tables: for the terminal, and for the page of the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from beside_cfast import AIM, LONG, WHERE

Results = dict[str, Any]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns in Markdown: the first to the left, the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def aims(measured: Results) -> str:
    """Every aim, what was measured, and whether it is met."""
    rows = []

    def row(aim: str, value: str, met: bool) -> None:
        rows.append([aim, value, "met" if met else "**not met**"])

    if "cases" in measured.get("cfast", {}):
        found = measured["cfast"]["cases"]
        reached = sum(each["ratio_solve"] >= AIM for each in found)
        value = f"solving alone: {reached} of {len(found)}; read and written as well: "
        value += f"{sum(each['ratio_all'] >= AIM for each in found)}"
        aim = f"cases over {LONG:.0f} s of CFAST: {AIM:.0f} times less processor time"
        row(aim, value, reached == len(found))
    if "inputs" in measured.get("suite", {}):
        suite = measured["suite"]
        value = f"{suite['wall_s']:.0f} s on {suite['cores']} cores"
        row(f"all {suite['inputs']} inputs of CFAST: under two minutes on two cores", value, suite["wall_s"] < 120.0)
        row("every input runs to its end", f"{len(suite['failed'])} did not", not suite["failed"])
    if "rooms" in measured:
        exponent = measured["rooms"]["exponent"]
        row("exponent of the number of rooms: at most 1.2", f"{exponent:.2f}", exponent <= 1.2)
    if "block" in measured:
        seconds = measured["block"]["empty"]["processor_s"]
        row("49 rooms, half an hour: under 0.5 s of processor time", f"{seconds:.2f} s", seconds < 0.5)
    if "crowd" in measured:
        faster = measured["crowd"]["simulated_s"] / measured["crowd"]["processor_s"]
        aim = f"{measured['crowd']['people']} people in forty storeys, and smoke: 100 times faster than real time"
        row(aim, f"{faster:.0f} times", faster >= 100.0)
    if "study" in measured:
        found = measured["study"]
        rate, workers = found["together"]["per_second"], found["together"]["workers"]
        aim = "a study of the seven-storey block, an hour each: 20 fires a second on two cores"
        row(aim, f"{rate:.1f} on {workers}", rate >= 20.0)
        row(
            "a study on all cores: efficiency over 90 %",
            f"{100 * found['efficiency']:.0f} %",
            found["efficiency"] > 0.9,
        )
        beside = (
            sum(found["parts"][name] for name in ("drawing", "its fingerprint", "its row", "packing"))
            + found["kept"][-1]["ms_per_run"]
        )
        row("a run beside its fire: under 2 ms", f"{beside:.1f} ms", beside < 2.0)
    memory = _memory(measured)
    if memory:
        what = max(memory, key=lambda name: memory[name])
        row("memory: under 300 MiB", f"{memory[what]:.0f} MiB ({what})", memory[what] < 300.0)
    if "start" in measured:
        cold, warm = measured["start"]["cold"], measured["start"]["warm"]
        value = f"{cold['wall_s']:.0f} s ({cold['processor_s']:.0f} s of processor time)"
        row("first result with nothing compiled: under 30 s", value, cold["wall_s"] < 30.0)
        told = measured["start"]["warm_told_s"]
        value = f"outcome told after {told:.2f} s, report and files written after {warm['wall_s']:.2f} s"
        row("first result with everything compiled: under 1.5 s", value, told < 1.5)
    return table(["aim", "measured", ""], rows)


def _memory(measured: Results) -> dict[str, float]:
    """Peak memory by what was run. [MiB]"""
    memory = {}
    if "memory_MiB" in measured.get("cfast", {}):
        memory["CFAST's cases"] = measured["cfast"]["memory_MiB"]
    if "rooms" in measured:
        last = measured["rooms"]["blocks"][-1]
        memory[f"{last['rooms']} rooms"] = last["memory_MiB"]
    if "block" in measured:
        memory["49 rooms, empty"] = measured["block"]["empty"]["memory_MiB"]
        memory["49 rooms, lived in"] = measured["block"]["lived_in"]["memory_MiB"]
    if "crowd" in measured:
        memory["ten thousand people"] = measured["crowd"]["memory_MiB"]
    if "start" in measured:
        memory["compiling"] = measured["start"]["cold_memory_MiB"]
    if "many" in measured:
        memory["each of many fires"] = measured["many"]["alone"]["memory_MiB"]
    if "study" in measured:
        last = measured["study"]["kept"][-1]
        memory[f"leading a study of {last['runs']} runs"] = last["memory_MiB"]
    return memory


def _cfast(found: Results) -> str:
    if "absent" in found:
        return f"Not measured: {found['absent']} is not there or does not hold what is needed. {WHERE}"
    cases = found["cases"]
    rows = [
        [
            each["case"] + ("" if each["status"] == "completed" else f" ({each['status']})"),
            f"{each['rooms']}",
            f"{each['simulated_s']:.0f}",
            f"{each['cfast_s']:.1f}",
            f"{1000 * each['read_s']:.0f}",
            f"{1000 * each['solve_s']:.1f}",
            f"{1000 * each['write_s']:.0f}",
            f"{each['ratio_solve']:.0f}",
            f"{each['ratio_all']:.0f}",
        ]
        for each in cases
    ]
    head = [
        "case",
        "rooms",
        "simulated s",
        "CFAST s",
        "read ms",
        "solve ms",
        "write ms",
        "CFAST / solve",
        "CFAST / all",
    ]
    reached = sum(each["ratio_solve"] >= AIM for each in cases)
    reached_all = sum(each["ratio_all"] >= AIM for each in cases)
    here = sum(each["same_machine"] for each in cases)
    words = (
        "Processor time on one core, kernels warm, the best of the repeats. Solving alone, palier takes "
        f"{AIM:.0f} times less than CFAST in {reached} of {len(cases)} cases; with reading the input and writing the "
        f"five spreadsheets, in {reached_all}. CFAST's time was measured beside it on this machine for {here} of them, "
        "and is otherwise the recorded time of its fastest build on one core of a 2.4 GHz EPYC."
    )
    rows = [[value if value != "nan" else "–" for value in row] for row in rows]
    return f"{words}\n\n{table(head, rows)}"


def _suite(found: Results) -> str:
    if "absent" in found:
        return "Not measured, for the same reason."
    words = (
        f"{found['inputs']} inputs from file to spreadsheets, on {found['cores']} cores: {found['wall_s']:.0f} s of "
        f"wall clock, {found['processor_s']:.0f} s of processor time, starting the processes included. "
        f"{len(found['failed'])} did not complete"
    )
    told = "".join(f"\n- `{name}`: {why}" for name, why in found["failed"].items())
    return words + (":\n" + told if told else ".")


def _rooms(found: Results) -> str:
    rows = [
        [
            f"{each['rooms']}",
            f"{each['openings']}",
            f"{each['steps']}",
            f"{1e6 * each['processor_s'] / each['simulated_s']:.0f}",
            f"{1e6 * each['processor_s'] / each['steps'] / each['rooms']:.2f}",
            f"{each['memory_MiB']:.0f}",
        ]
        for each in found["blocks"]
    ]
    head = ["rooms", "openings", "steps", "µs per simulated second", "µs per step and room", "MiB"]
    words = (
        "Blocks of two flats of three rooms on each landing, nobody in them, ten minutes of one fire. The time grows "
        f"as the number of rooms to the power **{found['exponent']:.2f}** (least squares on logarithms)."
    )
    return f"{words}\n\n{table(head, rows)}"


def _block(found: Results) -> str:
    rows = [
        [
            words,
            f"{each['rooms']}",
            f"{each['people']}",
            f"{each['steps']}",
            f"{each['processor_s']:.2f}",
            f"{each['simulated_s'] / each['processor_s']:.0f}",
            f"{each['memory_MiB']:.0f}",
        ]
        for words, each in (("empty", found["empty"]), ("lived in", found["lived_in"]))
    ]
    return "Seven storeys, two flats on each landing, three rooms in each: half an hour of fire.\n\n" + table(
        ["", "rooms", "people", "steps", "processor s", "times as fast as the fire", "MiB"], rows
    )


def _crowd(found: Results) -> str:
    minutes, faster = found["simulated_s"] / 60.0, found["simulated_s"] / found["processor_s"]
    words = (
        f"{found['people']} people in forty storeys with two stairs, all warned by one alarm, and a fire: smoke in "
        f"{found['rooms']} rooms: {minutes:.0f} minutes take {found['processor_s']:.1f} s of processor time on one "
        f"core and {found['memory_MiB']:.0f} MiB, **{faster:.0f} times** faster than real time"
    )
    return words + ("." if found["status"] == "completed" else f" ({found['status']}).")


def _start(found: Results) -> str:
    cold, empty, warm = found["cold"], found.get("cold_empty", found["cold"]), found["warm"]
    words = (
        "`palier run` of one room for a minute, installed without extras, writing its results included. With an empty "
        f"cache folder, compiled by two processes: {empty['wall_s']:.0f} s of wall clock, {empty['processor_s']:.0f} s "
        f"of processor time; of a house with people, whose kernels are compiled as well, {cold['wall_s']:.0f} s and "
        f"{cold['processor_s']:.0f} s. After that: {warm['wall_s']:.2f} s and {warm['processor_s']:.2f} s; where dask "
        f"and the like are installed and libraries take them up, the outcome is told after "
        f"{found['warm_told_with_extras_s']:.2f} s. Compiled by one process, Numba tells of {found['compiled']} "
        f"compilations, which take {found['compiling_s']:.0f} s of processor time. The dearest, each without those "
        "that it calls:"
    )
    rows = [[f"`{each['function']}`", f"{each['versions']}", f"{each['own_s']:.1f}"] for each in found["slowest"]]
    return f"{words}\n\n{table(['function', 'versions', 'processor s'], rows)}"


def _many(found: Results) -> str:
    rows = [
        [
            f"{each['workers']}",
            f"{each['fires']}",
            f"{each['wall_s']:.1f}",
            f"{each['processor_s']:.1f}",
            f"{each['per_hour']:.0f}",
            f"{each['memory_MiB']:.0f}",
        ]
        for each in (found["alone"], found["together"])
    ]
    words = (
        "Half an hour in the 49 rooms, lived in, with fires of 1 to 4 MW. Processes each take a fire at a time. "
        f"Efficiency {100 * found['efficiency']:.0f} %: throughput on all cores over that of one times their number; a "
        f"fire then takes {found['slowing']:.2f} times the processor time that it takes alone, as cores share caches, "
        "memory and, here, other work."
    )
    head = ["processes", "fires", "wall s", "processor s", "fires an hour", "MiB each"]
    return f"{words}\n\n{table(head, rows)}"


def _study(found: Results) -> str:
    rows = [
        [f"{each['workers']}", f"{each['fires']}", f"{each['wall_s']:.1f}", f"{each['per_second']:.1f}"]
        for each in (found["alone"], found["together"])
    ]
    words = (
        f"Fires of {found['hours']:.2f} hours on average, an hour from the flames on and before it what smoulders, in "
        "an old block of seven storeys and twelve flats, 55 rooms, drawn as in `examples/studies/single-stair.yaml`. "
        f"Efficiency {100 * found['efficiency']:.0f} %: fires a second on all cores over those on one times their "
        "number."
    )
    parts = [[name, f"{spent:.2f}"] for name, spent in found["parts"].items()]
    kept = [[f"{each['runs']}", f"{each['ms_per_run']:.2f}", f"{each['memory_MiB']:.0f}"] for each in found["kept"]]
    return "\n\n".join(
        [
            words,
            table(["processes", "fires", "wall s", "fires a second"], rows),
            "What one of them takes, by processor time:",
            table(["part", "ms"], parts),
            "What the process that leads a study takes for each run that it keeps, and the most memory that it held:",
            table(["runs", "ms each", "MiB"], kept),
        ]
    )


PIECES = {
    "layers": "state of the layers",
    "burning": "burning",
    "surfaces": "radiation, convection, conduction",
    "pressures": "pressures and flows",
    "openings": "what streams carry",
    "interfaces": "between the layers",
    "view": "what people and detectors meet",
    "people": "people, detectors, rescuers",
    "recording": "recording",
    "rest": "taking the step, books, all else",
}


def _anatomy(found: Results) -> str:
    rows = []
    counts, operations, step = found["counts"], found["operations"], found["step_s"]
    for name, words in PIECES.items():
        seconds = found["pieces_s"][name]
        number = operations.get(name)
        per, unit = (counts["openings"], "opening") if name in ("pressures", "openings") else (counts["rooms"], "room")
        rows.append(
            [
                words,
                f"{1e6 * seconds:.1f}",
                f"{100 * seconds / step:.0f} %",
                f"{1e9 * seconds / per:.0f} / {unit}",
                f"{number / per:.0f} / {unit}" if number else "",
                f"{number / (1e9 * seconds):.2f}" if number and seconds > 0.0 else "",
            ]
        )
    covered = sum(found["pieces_s"][name] for name in operations)
    total = sum(operations.values())
    words = (
        f"The 49 rooms, lived in. A step takes {1e6 * step:.0f} µs on average over {found['steps']:.0f} steps "
        f"({found['taken_again']:.0f} were taken again). The pieces are called by themselves, from the state at twelve "
        "moments of the run; the rest is what the whole run takes beyond their sum, and carries the error of them all. "
        f"At these moments, of {counts['rooms']:.0f} rooms {counts['awake']:.0f} exchange heat with walls of "
        f"{counts['nodes']:.0f} nodes, {counts['openings']:.0f} openings are cut into {counts['pieces']:.0f} pieces "
        f"through which {counts['streams']:.0f} streams pass, and Newton's method takes {counts['iterations']:.1f} "
        "iterations."
    )
    after = (
        f"The equations of the pieces counted ask for some {total / 1000:.0f} thousand operations a step: additions, "
        "multiplications, divisions, powers, roots and exponentials, each as one, without comparisons and without "
        f"reading memory. Measured, that is {total / (1e9 * covered):.1f} operations a nanosecond. The counts are made "
        "by hand from the equations, for a usual case, and good to a factor of two."
    )
    head = ["piece", "µs per step", "part", "ns per step", "operations per step", "operations / ns"]
    return f"{words}\n\n{table(head, rows)}\n\n{after}"


SECTIONS = {
    "cfast": ("Beside CFAST", _cfast),
    "suite": ("All of CFAST's inputs", _suite),
    "rooms": ("From ten rooms to five hundred", _rooms),
    "block": ("Seven storeys of flats", _block),
    "crowd": ("Ten thousand people", _crowd),
    "start": ("Starting", _start),
    "many": ("Many fires at once", _many),
    "study": ("Studies", _study),
    "anatomy": ("What a step takes", _anatomy),
}


def sections(measured: Results) -> str:
    """Every part that was measured."""
    parts = [f"## {title}\n\n{tell(measured[name])}" for name, (title, tell) in SECTIONS.items() if name in measured]
    memory = _memory(measured)
    if memory:
        rows = [[name, f"{size:.0f}"] for name, size in memory.items()]
        words = "The most that a process held. Python and the libraries are in it, and the compiled kernels."
        parts.append(f"## Memory\n\n{words}\n\n{table(['run', 'MiB'], rows)}")
    missing = [title for name, (title, _) in SECTIONS.items() if name not in measured]
    if missing:
        parts.append(f"Not measured this time: {', '.join(missing)}.")
    return "\n\n".join(parts)


def whole(kept: Results) -> str:
    """The page."""
    machine = kept["machine"]
    clock = f" at {machine['megahertz'] / 1000:.1f} GHz" if machine["megahertz"] else ""
    return f"""# Speed

<!-- Written by `python bench/bench.py --page docs/speed.md`; do not edit. -->

Measured on {kept["at"][:10]} with palier {kept["palier"]} ({kept["revision"]}), on {machine["cores"]} cores of
the kind {machine["processor"]}{clock}, {machine["system"]}, Python {machine["python"]}.
The cores are **shared with other work** (load average {machine["load"]:.1f} at the start): processor time is told
where it can be, and it still varies by a few tens of per cent from one time to another; wall clock is worse. Ratios are
the better guide. `make bench` measures again.

{aims(kept["measured"])}

{sections(kept["measured"])}
"""
