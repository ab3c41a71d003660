"""The benchmark engine: what is timed, refused, stored and shown."""

import json
import math
import os

import pytest
import torch
from typer.testing import CliRunner

from lemmata import bench, bench_command, cli


def contest(ours=lambda k: 2, theirs=lambda k: 2, **options):
    def verify(mine, peers):
        assert all(value == mine for value in peers.values()), "they differ"
        return {"value": mine}

    return bench.Contest(ours, {"peer": theirs}, verify, **options)


def case(made, **options):
    return bench.Case(
        "toy", "a toy", lambda size, device: made, {"n": 1}, [{"n": 2}, {"n": 4}],
        {"cpu": "2x"}, **options,
    )  # fmt: skip


def test_inputs_rotate_and_all_are_timed_in_turn():
    calls = []

    def record(name):
        return lambda k: calls.append((name, k))

    bench.run(case(contest(record("ours"), record("peer"))), {"n": 1}, "cpu", rounds=2)
    assert calls == [(name, k) for k in range(3) for name in ("ours", "peer")]


def test_a_record_has_medians_ratios_and_facts(monkeypatch):
    ticks = iter([0, 1, 0, 1, *[0, 1, 0, 10], *[0, 2, 0, 4], *[0, 3, 0, 9]])
    monkeypatch.setattr(bench.time, "perf_counter", lambda: next(ticks))
    record = bench.run(
        case(contest(part={"peer": 0.5}, work={"flops": 6.0})), {"n": 1}, "cpu", rounds=3
    )
    assert record["runs"] == [1, 2, 3]
    assert record["seconds"] == 2
    assert record["peers"] == {"peer": {"seconds": 18, "ratio": 6, "part": 0.5}}
    assert record["rates"] == {"flops_per_second": 3}
    assert record["facts"] == {"value": 2}
    assert record["goal"] == "2x"


def test_a_wrong_result_is_refused_before_anything_is_timed():
    with pytest.raises(bench.BenchError, match=r"toy .*wrong result: they differ"):
        bench.run(case(contest(theirs=lambda k: 3)), {"n": 1}, "cpu")
    with pytest.raises(bench.BenchError, match="at least one round"):
        bench.run(case(contest()), {"n": 1}, "cpu", rounds=0)


def test_growth_runs_ours_alone_and_fits_the_exponent():
    def never(k):
        raise AssertionError

    grown = bench.growth(
        case(contest(theirs=never), growth=[{"n": n} for n in (1, 2, 4)], grows="n", exponent=1.0),
        "cpu",
    )
    assert grown["sizes"] == [1, 2, 4]
    assert grown["expected"] == 1
    assert bench.growth(case(contest()), "cpu") is None


def test_exponents():
    assert math.isclose(bench.exponent([1, 2, 4], [3, 24, 192]), 3)
    for sizes in ([1], [2, 2], []):
        with pytest.raises(bench.BenchError, match="two sizes"):
            bench.exponent(sizes, [1.0] * len(sizes))


def hungry(size, device):
    """Ours keeps one array of `bytes`, the peer makes two; found again by the processes started."""
    n = size["bytes"] // 8
    return bench.Contest(
        lambda k: torch.ones(n, dtype=torch.float64),
        {"peer": lambda k: torch.ones(n, dtype=torch.float64) + 1, "fatal": lambda k: os._exit(3)},
        lambda mine, theirs: {},
    )


HUNGRY = bench.Case(
    "hungry", "a toy", hungry, {"bytes": 8}, [], {}, memory=[{"bytes": 2**26}, {"bytes": 2**27}]
)


def test_peak_memory_in_processes_of_their_own():
    one, two = (bench.peak_memory(HUNGRY, {"bytes": 2**26}, "cpu", n) for n in ("ours", "peer"))
    if one is None:
        pytest.skip("only Linux tells")
    assert (round(one / 2**26), round(two / 2**26)) == (1, 2)


def test_peak_memory_of_a_run_that_dies():
    with pytest.raises(bench.BenchError, match=r"hungry .*the run of fatal died"):
        bench.peak_memory(HUNGRY, {"bytes": 2**26}, "cpu", "fatal")


def test_peak_memory_at_the_sizes_that_ask_for_it(monkeypatch):
    peaks = {"ours": 2_000_000, "peer": None}
    monkeypatch.setattr(bench, "peak_memory", lambda case, size, device, name: peaks[name])
    made = case(contest(), memory=[{"n": 2}])
    asked = bench.run(made, {"n": 2}, "cpu", rounds=1)
    assert asked["facts"] == {"value": 2, "peak memory in MB, ours": 2.0}
    for size, alone in (({"n": 1}, False), ({"n": 2}, True)):
        assert bench.run(made, size, "cpu", rounds=1, alone=alone)["facts"] == {"value": 2}


def test_sizes_by_device():
    made = case(contest(), cuda=[{"n": 9}])
    assert made.sizes("cpu", False) == made.sizes("cuda", False) == [{"n": 1}]
    assert made.sizes("cpu", True) == [{"n": 2}, {"n": 4}]
    assert made.sizes("cuda", True) == [{"n": 2}, {"n": 4}, {"n": 9}]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with one case, and one whose result is wrong."""
    folder = tmp_path / "benchmarks" / "cases"
    folder.mkdir(parents=True)
    for package in (folder.parent, folder):
        (package / "__init__.py").write_text("")
    text = (
        "from lemmata.bench import Case, Contest\n"
        "def verify(mine, theirs):\n    assert mine == {value}\n    return {{}}\n"
        "CASE = Case('{name}', 'a toy', lambda size, device: Contest(lambda k: 2, {{}}, verify,"
        " absent={{'rival': 'not installed'}}), {{'n': 1}}, [], {{}}, devices=['cpu'])\n"
    )
    for name, value in (("right", 2), ("wrong", 3)):
        (folder / f"{name}.py").write_text(text.format(name=name, value=value))
    monkeypatch.chdir(tmp_path)
    for name in [m for m in bench.sys.modules if m.split(".")[0] == "benchmarks"]:
        monkeypatch.delitem(bench.sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_the_command_stores_and_names_what_is_missing(project):
    done = CliRunner().invoke(cli.app, ["bench", "right", "--json", "out/bench-here.json"])
    assert done.exit_code == 0, done.output
    assert "without rival: not installed" in done.output
    stored = json.loads((project / "out/bench-here.json").read_text())
    assert [r["case"] for r in stored["records"]] == ["right"]
    assert stored["records"][0]["environment"]["cores"]
    again = CliRunner().invoke(cli.app, ["bench", "right", "--json", "out/bench-here.json"])
    assert again.exit_code == 0
    assert len(json.loads((project / "out/bench-here.json").read_text())["records"]) == 1
    assert "| a toy | n=1 | cpu |" in bench_command.table(project / "out")


def test_the_command_fails_on_a_wrong_result(project):
    done = CliRunner().invoke(cli.app, ["bench"])
    assert done.exit_code == 1
    assert "wrong {'n': 1}: wrong result" in done.output
    assert "right [n=1] on cpu" in done.output


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["bench", "nothing"], "no case 'nothing'; cases: right, wrong"),
        (["bench", "--device", "tpu"], "unknown device 'tpu'; accepted: cpu, cuda"),
    ],
)
def test_bad_input(project, args, words):
    done = CliRunner().invoke(cli.app, args)
    assert done.exit_code == 2
    assert words in " ".join(done.output.split())


def test_without_benchmarks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.app, ["bench"])
    assert done.exit_code == 2
    assert "no benchmarks below benchmarks" in " ".join(done.output.split())
