"""The benchmark engine: what is timed, refused, stored and shown."""

import json
import math

import pytest
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
