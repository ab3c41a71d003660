"""`lemmata agree`: enclosures on two devices overlap, and what does not is shown."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch
from typer.testing import CliRunner

from lemmata import cli
from lemmata.audit import devices
from lemmata.audit.devices import agreement
from lemmata.balls import Ball
from lemmata.checks import Setting, measured
from lemmata.measure import Measured, Output
from theorems.descent import pl_linear_rate
from theorems.pca import gradient

CPU = Setting(profile="dev")
NAMED = Setting(profile="dev", seed=1)  # stands for the other device, on this machine


@pytest.fixture
def elsewhere(monkeypatch):
    """Let a function change what the second device measures."""

    def install(change):
        def there(check, draw, setting, implementation=True):
            made = measured(check, draw, setting, implementation)
            return change(made) if setting == NAMED else made

        monkeypatch.setattr(devices, "measured", there)

    return install


def compare(theorem=gradient.thm):
    (check,) = theorem.checks
    return agreement(theorem, check, CPU, NAMED)


def changed(made, name, change, implementation=False):
    """The measured quantities with one of them changed."""
    part = made.implementation if implementation else made.reference
    if part is None or name not in part:
        return made
    new = {**part, name: change(part[name])}
    return Measured(made.reference, new) if implementation else replace(made, reference=new)


def test_the_same_device_agrees_bit_for_bit():
    found = compare()
    assert found.agrees
    assert found.share == 0
    assert found.outputs > 0
    assert not found.moved
    assert all(a == b for a, b in found.margins.values())


def test_a_run_visits_its_own_iterates():
    found = compare(pl_linear_rate.thm)
    assert found.agrees
    assert found.moved > 0
    assert found.quantities > 0


@pytest.mark.parametrize("factor", [1 + 1e-9, 1 - 1e-9, 2.0, 0.0])
def test_a_device_that_computes_something_else(elsewhere, factor):
    elsewhere(lambda made: changed(made, "gradient", lambda b: Ball(b.mid * factor, b.rad)))
    found = compare()
    assert not found.agrees
    assert any(text.startswith("gradient: ") for text in found.apart)


def test_rounding_that_is_explained_agrees(elsewhere):
    def rounded(value):
        off = torch.nextafter(value.value, torch.full_like(value.value, torch.inf))
        return Output(off, value.explained + (off - value.value))

    elsewhere(lambda made: changed(made, "gradient", rounded, implementation=True))
    found = compare()
    assert found.agrees
    assert 0 < found.share <= 1


def test_outputs_further_apart_than_both_explain(elsewhere):
    def off(value):
        return Output(value.value + 4 * value.explained + 1e-300, value.explained)

    elsewhere(lambda made: changed(made, "gradient", off, implementation=True))
    assert not compare().agrees


def test_no_number_on_one_device(elsewhere):
    def lost(value):
        return Output(torch.full_like(value.value, torch.nan), value.explained)

    elsewhere(lambda made: changed(made, "gradient", lost, implementation=True))
    assert "gradient: no number on one of the devices" in compare().apart


def test_other_shapes_and_names(elsewhere):
    elsewhere(lambda made: changed(made, "gradient", lambda b: b[:, :1]))
    assert any("gradient: shape" in text for text in compare().apart)
    elsewhere(lambda made: replace(made, reference={**made.reference, "more": made.reference["x"]}))
    assert "names ['more']" in compare().apart


def test_nothing_known_is_no_agreement(elsewhere):
    def blank(made):
        wide = {
            n: Ball(b.mid, torch.full_like(b.mid, torch.inf)) for n, b in made.reference.items()
        }
        return Measured(wide)

    elsewhere(blank)
    found = compare()
    assert not found.entries
    assert not found.agrees


def test_a_model_that_raises_is_shown(elsewhere):
    def broken(made):
        raise RuntimeError("no kernel image")

    elsewhere(broken)
    assert compare().failed == "RuntimeError: no kernel image"


def test_the_command(tmp_path):
    path = tmp_path / "agree.json"
    made = CliRunner().invoke(
        cli.app, ["agree", "pca.gradient", "--device", "cpu", "--json", str(path)]
    )
    assert made.exit_code == 0, made.output
    assert "1 of 1 checks agree" in made.output
    (check,) = json.loads(path.read_text())["checks"]
    assert check["theorem"] == "pca.gradient"
    assert check["apart"] == []


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_without_the_device():
    made = CliRunner().invoke(cli.app, ["agree", "pca.gradient"])
    assert made.exit_code == 2
    assert "no CUDA device on this machine" in made.output


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine")
def test_with_the_device():
    made = CliRunner().invoke(cli.app, ["agree", "pca.gradient", "--device", "cuda"])
    assert made.exit_code == 0, made.output
