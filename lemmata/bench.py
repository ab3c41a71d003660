"""Benchmarks: one size of a case, run beside its peers in the same process, and what is stored.

A case does one piece of work in our way and in the way of named peers, asserts the results before
anything is timed, and times all of them in turn, round by round, so that what else the machine does
falls on all alike. Figures are medians; a ratio is the median of the ratios of the rounds.
"""

from __future__ import annotations

import importlib
import math
import multiprocessing
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

ROUNDS = 5
"""The least number of timed rounds."""


class BenchError(Exception):
    """A case could not be loaded, prepared or verified; the message says why."""


@dataclass(frozen=True)
class Contest:
    """The same work by ours and by the peers, on prepared inputs.

    ours and peers: called with the number of the round, by which inputs rotate. verify: called with
    their first results, raises `AssertionError` where they are wrong, returns facts to store.
    part: the share of the work that a peer does, where all of it would take too long; its time is
    divided by it. absent: peers that cannot run here, with the reason. work: floating-point
    operations (`flops`), bytes that must be read (`bytes`) or instances (`instances`) of a round.
    """

    ours: Callable[[int], Any]
    peers: Mapping[str, Callable[[int], Any]]
    verify: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]]
    part: Mapping[str, float] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    work: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A benchmark. prepare(size, device) makes the contest of a size, a mapping of parameters.

    small: the size of the test; full: the sizes of the report, with those of `cuda` where there is
    such a device; growth: three sizes in one parameter or found fact (`grows`), with the exponent
    of the time that is expected. goals: by device, what is to be
    reached, in words; limits: by device, why a goal was not reached, and what was measured of it;
    devices: where it runs at all; threads: of torch; memory: sizes at which the peak memory of ours
    and of the peers is measured too, each in a process of its own.
    """

    name: str
    title: str
    prepare: Callable[[Mapping[str, Any], str], Contest]
    small: Mapping[str, Any]
    full: Sequence[Mapping[str, Any]]
    goals: Mapping[str, str]
    limits: Mapping[str, str] = field(default_factory=dict)
    devices: Sequence[str] = ("cpu", "cuda")
    cuda: Sequence[Mapping[str, Any]] = ()
    growth: Sequence[Mapping[str, Any]] = ()
    grows: str = ""
    exponent: float | None = None
    threads: int = 1
    memory: Sequence[Mapping[str, Any]] = ()

    def sizes(self, device: str, full: bool) -> list[Mapping[str, Any]]:
        """The sizes of a run."""
        if not full:
            return [self.small]
        return [*self.full, *(self.cuda if device == "cuda" else ())]


def clock(run: Callable[[], Any], device: str) -> tuple[float, Any]:
    """Seconds of one run, by CUDA events on a CUDA device, and its result."""
    if device == "cuda":
        timed: Any = torch.cuda.Event
        start, end = timed(enable_timing=True), timed(enable_timing=True)
        start.record()
        made = run()
        end.record()
        torch.cuda.synchronize()
        return start.elapsed_time(end) / 1000, made
    begun = time.perf_counter()
    made = run()
    return time.perf_counter() - begun, made


def run(
    case: Case,
    size: Mapping[str, Any],
    device: str,
    rounds: int = ROUNDS,
    alone: bool = False,
) -> dict[str, Any]:
    """Verify, then time in turn; the record of one size. alone: without the peers.

    Raises `BenchError` for a wrong result or too few rounds.
    """
    if rounds < 1:
        raise BenchError(f"{case.name}: at least one round is needed, got {rounds}")
    before = torch.get_num_threads()
    torch.set_num_threads(case.threads)
    try:
        contest = case.prepare(size, device)
        if alone:
            contest = replace(contest, peers={})
        runners = {"ours": contest.ours, **contest.peers}
        first = {name: clock(lambda r=r: r(0), device)[1] for name, r in runners.items()}  # type: ignore[misc]
        try:
            facts = dict(contest.verify(first["ours"], {n: first[n] for n in contest.peers}))
        except AssertionError as error:
            raise BenchError(f"{case.name} {dict(size)}: wrong result: {error}") from error
        del first
        times: dict[str, list[float]] = {name: [] for name in runners}
        for k in range(1, rounds + 1):
            for name, runner in runners.items():
                taken, _ = clock(lambda r=runner, k=k: r(k), device)  # type: ignore[misc]
                times[name].append(taken / contest.part.get(name, 1.0))
    finally:
        torch.set_num_threads(before)
    for name in runners if size in case.memory and not alone else ():
        peak = peak_memory(case, size, device, name)
        if peak is not None:
            facts[f"peak memory in MB, {name}"] = peak / 1e6
    return _record(case, size, device, contest, times, facts)


def peak_memory(case: Case, size: Mapping[str, Any], device: str, name: str) -> int | None:
    """Bytes by which a run of ours or of the peer `name` raises the memory of a fresh process.

    Inputs are not counted, nor is what a first run at the small size of the case leaves behind; the
    result is. On the CPU this is resident memory up to some pages, which only Linux tells: None
    elsewhere. Raises `BenchError` where the process dies.
    """
    context = multiprocessing.get_context("spawn")
    heard, said = context.Pipe(duplex=False)
    child = context.Process(target=_tell_peak, args=(said, case, dict(size), device, name))
    child.start()
    said.close()
    try:
        told: int | None = heard.recv()
    except EOFError as error:
        raise BenchError(f"{case.name} {dict(size)}: the run of {name} died") from error
    finally:
        child.join()
        heard.close()
    return told


def _tell_peak(said: Any, case: Case, size: Mapping[str, Any], device: str, name: str) -> None:
    torch.set_num_threads(case.threads)

    def runner(of: Mapping[str, Any]) -> Callable[[int], Any]:
        contest = case.prepare(of, device)
        return contest.ours if name == "ours" else contest.peers[name]

    runner(case.small)(0)
    said.send(_peak(runner(size), device))


def _peak(run: Callable[[int], Any], device: str) -> int | None:
    """Bytes by which one run raises the memory of this process, while its result is kept."""
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        kept = run(0)
        peak = torch.cuda.max_memory_allocated()
    else:
        status, reset = Path("/proc/self/status"), Path("/proc/self/clear_refs")
        if not (status.is_file() and reset.exists()):
            return None
        reset.write_text("5")  # the peak so far is forgotten
        before = _resident(status, "VmRSS")
        kept = run(0)
        peak = _resident(status, "VmHWM")
    del kept
    return peak - before


def _resident(status: Path, what: str) -> int:
    """Bytes of a line of the status of a process, which counts in kB."""
    line = next(line for line in status.read_text().splitlines() if line.startswith(what))
    return 1024 * int(line.split()[1])


def _record(
    case: Case,
    size: Mapping[str, Any],
    device: str,
    contest: Contest,
    times: Mapping[str, Sequence[float]],
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    ours = statistics.median(times["ours"])
    peers = {
        name: {
            "seconds": statistics.median(times[name]),
            "ratio": statistics.median(
                theirs / mine for theirs, mine in zip(times[name], times["ours"], strict=True)
            ),
            "part": contest.part.get(name, 1.0),
        }
        for name in contest.peers
    }
    rates = {f"{what}_per_second": amount / ours for what, amount in contest.work.items()}
    return {
        "case": case.name,
        "title": case.title,
        "size": dict(size),
        "device": device,
        "threads": case.threads,
        "rounds": len(times["ours"]),
        "seconds": ours,
        "runs": list(times["ours"]),
        "peers": peers,
        "absent": dict(contest.absent),
        "rates": rates,
        "facts": dict(facts),
        "goal": case.goals.get(device, ""),
        "limit": case.limits.get(device, ""),
    }


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of log seconds over log size, by least squares; needs two different sizes."""
    x, y = [math.log(s) for s in sizes], [math.log(s) for s in seconds]
    if len(set(x)) < 2 or len(x) != len(y):
        raise BenchError(f"an exponent needs times at two sizes at least, got {list(sizes)}")
    middle = statistics.fmean(x)
    weight = sum((v - middle) ** 2 for v in x)
    return sum((v - middle) * w for v, w in zip(x, y, strict=True)) / weight


def growth(case: Case, device: str) -> dict[str, Any] | None:
    """Our time at the three sizes of the case, with the fitted and the expected exponent."""
    if not case.growth:
        return None
    rows = [run(case, size, device, alone=True) for size in case.growth]
    sizes = [float({**row["facts"], **row["size"]}[case.grows]) for row in rows]
    seconds = [float(row["seconds"]) for row in rows]
    return {
        "grows": case.grows,
        "sizes": sizes,
        "seconds": seconds,
        "fitted": exponent(sizes, seconds),
        "expected": case.exponent,
    }


def environment() -> dict[str, Any]:
    """What the figures depend on: machine, libraries, threads."""
    import flint
    import numpy as np
    import sympy

    cuda = torch.cuda.is_available()
    mkl: Any = torch.backends.mkl
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "torch": torch.__version__,
        "blas": "mkl" if mkl.is_available() else "other",
        "sympy": sympy.__version__,
        "numpy": np.__version__,
        "python_flint": flint.__version__,
        "cuda": torch.cuda.get_device_name() if cuda else None,
        "driver": torch.version.cuda if cuda else None,
        "tf32": torch.backends.cuda.matmul.allow_tf32,
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def cases(folder: Path) -> dict[str, Case]:
    """The cases of the modules in `folder`/cases, by name; each module has one, named CASE.

    Raises `BenchError` where there are none.
    """
    root = str(folder.resolve().parent)
    if root not in sys.path:
        sys.path.insert(0, root)
    found: dict[str, Case] = {}
    for path in sorted((folder / "cases").glob("*.py")):
        if path.stem.startswith("_"):
            continue
        case = getattr(importlib.import_module(f"{folder.name}.cases.{path.stem}"), "CASE", None)
        if not isinstance(case, Case):
            raise BenchError(f"{path} has no CASE")
        found[case.name] = case
    if not found:
        raise BenchError(f"no benchmarks below {folder}: a case is a module of {folder / 'cases'}")
    return found
