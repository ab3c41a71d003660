"""`lemmata profile`: shares that add up, and who is charged for what is built in."""

import cProfile
import json
import pstats

import pytest
import typer
from sympy import expand, symbols
from typer.testing import CliRunner

from lemmata import cli
from lemmata.profile_command import _command, shares, table


def test_the_shares_add_up_and_sympy_is_charged_for_its_dictionaries():
    x = symbols("x0:6")
    watcher = cProfile.Profile()
    watcher.runcall(lambda: expand(sum(x) ** 9))
    found = shares(pstats.Stats(watcher))
    assert sum(found.values()) == pytest.approx(1)  # a sum of fractions, rounded
    assert found["SymPy"] > found.get("other", 0)


def test_the_command(tmp_path):
    told = tmp_path / "profile.json"
    done = CliRunner().invoke(cli.app, ["profile", "descent.smooth_gap", "--json", str(told)])
    assert done.exit_code == 0, done.output
    document = json.loads(told.read_text())
    assert document["theorems"] == 1
    assert document["kinds"]["check"]["obligations"] == 4  # two checks in two dtypes
    assert document["rows"][0]["theorem"] == "descent.smooth_gap"
    assert document["rows"][0]["instances"] > 0
    assert "us an instance" in done.output


def test_a_target_that_names_nothing():
    done = CliRunner().invoke(cli.app, ["profile", "nothing.here"])
    assert done.exit_code == 2


def test_the_table_of_a_stored_profile(tmp_path):
    told = tmp_path / "profile.json"
    CliRunner().invoke(cli.app, ["profile", "descent.smooth_gap", "--json", str(told)])
    document = json.loads(told.read_text())
    document["commands"] = {"pytest": {"seconds": 12.34, "obligations": 56}}
    told.write_text(json.dumps(document))
    text = table(told)
    assert "| `pytest` | 56 | 12.3 |" in text
    assert "| `check` | 4 |" in text
    assert "Time by code: " in text


def test_a_command_that_fails_is_shown(capsys):
    with pytest.raises(typer.Exit):
        _command(["-c", "import sys; print('what happened'); sys.exit(3)"])
    assert "what happened" in capsys.readouterr().err
    made = _command(["-c", "print('obligations: 7 expected, 7 run')"])
    assert made["obligations"] == 7
    assert made["seconds"] > 0
