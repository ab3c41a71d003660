"""The command line: results, exit codes, JSON, messages for bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lemmata import cli, implementations

ROOT = Path(__file__).parents[2]


def lemmata(*args: str) -> Any:
    """The result of a command in this process, which has loaded the theorem files already."""
    return CliRunner().invoke(cli.app, list(args))


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_check_writes_the_promised_json(tmp_path):
    target = tmp_path / "deep" / "results.json"
    done = lemmata(
        "check", "pca.gradient", "ma.thm-2.4", "--dtype", "float64", "--jobs", "1", "--json",
        str(target),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "STATUS" in done.stdout
    assert "RESTS ON" in done.stdout
    document = json.loads(target.read_text())
    assert {t["id"] for t in document["theorems"]} >= {"pca.gradient", "descent.pl_linear_rate"}
    keys = {"id", "catalogue", "sources", "status", "effective", "axioms", "hypotheses", "counts"}
    assert all(keys <= set(t) for t in document["theorems"])
    keys = {"theorem", "kind", "name", "status", "level", "seconds", "detail"}
    assert all(keys <= set(o) for o in document["obligations"])
    assert {o["status"] for o in document["obligations"]} == {"holds"}
    counts = document["denominator"]
    assert counts["expected"] == counts["run"] == len(document["obligations"])
    assert counts["skipped"] == {}


def test_the_environment_may_say_where_results_go(tmp_path, monkeypatch):
    """So that a fixed command, such as the one of the README, can leave its results behind."""
    target = tmp_path / "results.json"
    monkeypatch.setenv("LEMMATA_JSON", str(target))
    path = str(ROOT / "theorems/descent/smooth_gap.py")
    ended = lemmata("check", path, "--dtype", "float64", "--jobs", "1")
    assert ended.exit_code == 0, ended.output
    assert [t["id"] for t in json.loads(target.read_text())["theorems"]] == ["descent.smooth_gap"]


def test_a_faulty_implementation_fails_and_is_named_in_every_process():
    """The same entries from a pool of processes, which must be told of the implementation."""
    option = "descent=tests.faults.optimisers:momentum"
    args = ("check", "descent.pl_linear_rate", "descent.smooth_gap", "--dtype", "float64")
    told = []
    for jobs in ("1", "2"):
        done = lemmata(*args, "--impl", option, "--jobs", jobs)
        assert done.exit_code == 1, done.output
        assert "verdict    the implementation is wrong" in done.output
        assert f"--impl {option}" in done.output
        told.append([line.split()[:3] for line in done.output.splitlines() if "::" in line])
    assert told[0] == told[1]
    assert not implementations.overridden()


def test_torch_sgd_passes_from_the_command_line():
    option = "descent=torch.optim:SGD"
    done = lemmata("check", "descent.pl_linear_rate", "--impl", option, "--jobs", "1")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["check", "no.such"], "'no.such' names no theorem"),
        (["check", "--dtype", "half"], "unknown dtype 'half'; accepted: float64, float32"),
        (["check", "--device", "tpu"], "unknown device 'tpu'; accepted: cpu, cuda"),
        (["check", "--profile", "x"], "unknown profile 'x'; accepted: dev, ci, thorough"),
        (["check", "--require", "x"], "unknown level 'x'"),
        (["check", "--impl", "descent"], "--impl takes NAME=package.module:factory"),
        (["check", "--impl", "descent=no.module:f"], "No module named"),
        (["check", "--impl", "descent=math:pi"], "is not callable"),
        (["check", "pca.gradient", "--impl", "nosuch=math:sin"], "no slot 'nosuch'"),
        (["sample", "--seeds", "0"], "--seeds must be at least 1, got 0"),
        (["show", "nothing"], "'nothing' names no theorem"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_bad_input_is_answered_with_what_is_accepted(args, words):
    done = lemmata(*args)
    told = done.output
    assert done.exit_code == 2, told
    assert words in " ".join(told.split())
    assert "Traceback" not in told


def test_list_and_show():
    rows = json.loads(lemmata("list", "--json").stdout)
    assert {"id", "catalogue", "claim", "sources", "file"} <= set(rows[0])
    page = lemmata("show", "ma.eq-4.2").stdout
    for words in ("Hypotheses", "Proof directional_derivative", "printed", "Hypotheses are needed"):
        assert words in page


def test_errata_are_generated_and_staleness_fails(tmp_path, monkeypatch):
    assert lemmata("errata", "--check").exit_code == 0
    (tmp_path / "theorems").symlink_to(ROOT / "theorems")
    (tmp_path / "ERRATA.md").write_text("old")
    monkeypatch.chdir(tmp_path)
    stale = lemmata("errata", "--check")
    assert stale.exit_code == 1
    assert "ERRATA.md is stale" in stale.stderr


def test_the_module_is_a_command():
    done = subprocess.run(
        [sys.executable, "-m", "lemmata.cli", "show", "pca.gradient"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Hypotheses" in done.stdout


def test_python_without_assertions_is_refused():
    done = subprocess.run(
        [sys.executable, "-O", "-c", "import lemmata"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "refuses to run under python -O" in done.stderr
