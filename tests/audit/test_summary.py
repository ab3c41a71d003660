"""The stored figures of an audit: what is told from them, and when they are out of date."""

from __future__ import annotations

import json
import sys

import pytest
from typer.testing import CliRunner

from lemmata import Theorem, cite
from lemmata.audit.summary import (
    PARTS,
    collect,
    mark,
    missing,
    outdated,
    read,
    relations,
    score,
    survivors,
    table,
)
from lemmata.cli import app

DOC = "A toy.\n\nSource   none.\nClaim    c.\nCovers   c.\nSilent   s."


def toy(bound: int) -> Theorem:
    thm = Theorem("toy.t", catalogue=["toy"], sources=[cite("Ma 2021", "Theorem 2.4")], doc=DOC)
    a = thm.nonneg("a")
    thm.conclude("c", a <= bound)
    return thm


@pytest.fixture
def stored(tmp_path):
    figures = {
        "mutants": dict.fromkeys(
            ("theorems", "mutants", "refuted", "proved", "cited", "open", "survived"), 2
        ),
        "faults": dict.fromkeys(("killed", "faults", "slots", "equivalent", "survivors"), 3),
        "search": {
            "finite": {"found": 4, "total": 5, "share": 0.8},
            "found": 6, "total": 7, "seconds": {"median": 0.5},
        },
        "covariance": {"scaling holds": 8},
        "margins": {"mapped": 9, "inequalities": 10, "attained": 11},
    }  # fmt: skip
    row = {"theorem": "toy.t", "name": "c", "operator": "strict", "detail": ""}
    verdicts = ("refuted", "refuted", "open", "survived")
    for name in PARTS:
        rows = [{**row, "verdict": v} for v in verdicts] if name == "mutants" else []
        document = {"figures": figures[name], "rows": rows}
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    path = tmp_path / "audit.json"
    path.write_text(collect(tmp_path, [toy(1)], {}))
    return path


def test_figures_scores_and_survivors_are_told(stored):
    document = read(stored)
    assert score(document, "toy.t") == "2/4 (1 open, 1 survived)"
    assert score(document, "toy.unknown") == "-"
    assert survivors(document) == {"toy.t": {mark("c", "strict", "")}}
    assert "4 of 5 false variants about instances refuted without their points (80.0%)" in table(
        document
    )


def test_a_part_that_was_not_run_is_said(stored):
    (stored.parent / "faults.json").unlink()
    document = json.loads(collect(stored.parent, [toy(1)], {}))
    assert "| faults | not run as a whole |" in table(document)


def test_figures_that_were_not_made_again_stay(stored):
    before = read(stored)
    (stored.parent / "mutants.json").unlink()
    (stored.parent / "faults.json").unlink()
    same = json.loads(collect(stored.parent, [toy(1)], before))
    assert score(same, "toy.t") == "2/4 (1 open, 1 survived)"
    assert same["figures"]["faults"] == before["figures"]["faults"]
    assert same["figures"]["mutants"] == {
        "theorems": 1, "mutants": 4, "refuted": 2, "proved": 0, "cited": 0, "open": 1,
        "survived": 1,
    }  # fmt: skip
    assert missing(json.loads(collect(stored.parent, [toy(2)], before)), [toy(2)]) == ["toy.t"]


def test_a_changed_sign_is_another_statement():
    signed, free = toy(1), toy(1)
    signed.nonneg("b")
    free.real("b")
    assert relations(signed) != relations(free)


FILE = '''"""{0}"""

from lemmata import Theorem, cite

thm = Theorem("made.again", catalogue=["toy"], sources=[cite("Ma 2021", "Theorem 2.4")])
a, b = thm.nonneg("a b")
first = thm.assume("first", a <= b)
last = thm.conclude("last", a <= {1})


@thm.proof(last)
def chain(k):
    return k.combine(last, {{first: 1}}, squares=[({1} - b, 1)])


thm.sharp(last, {{a: 1, b: 1}})
thm.needs(first, {{a: 2, b: 1}})
thm.open("constant", "none survives", first)
'''


def test_what_an_earlier_run_settled_stays(tmp_path):
    """Also where it is wrong: that it was not judged again shows."""
    (tmp_path / "theorems").mkdir()
    file, rows = tmp_path / "theorems" / "again.py", tmp_path / "rows.json"
    runner = CliRunner()
    args = ["mutate", str(file), "--jobs", "1", "--json", str(rows)]

    def judged(*more):
        assert runner.invoke(app, [*args, *more]).exit_code in (0, 1)
        return json.loads(rows.read_text())

    file.write_text(FILE.format(DOC, "b"))
    document = judged()
    dropped = document["rows"][0]
    assert (dropped["operator"], dropped["verdict"]) == ("dropped", "refuted")
    dropped["how"] = "forged"
    rows.write_text(json.dumps(document))
    assert judged("--again", str(rows))["rows"][0]["how"] == "forged"
    file.write_text(FILE.format(DOC, "2 * b"))
    sys.modules.pop("theorems.again", None)
    assert "forged" not in {row["how"] for row in judged("--again", str(rows))["rows"]}


def test_a_file_without_rows_is_refused(tmp_path):
    path = tmp_path / "rows.json"
    path.write_text("{}")
    ended = CliRunner().invoke(app, ["mutate", "descent.pl_linear_rate", "--again", str(path)])
    assert ended.exit_code == 2
    assert "--again must be a file of --json" in ended.stderr


def test_a_changed_statement_makes_an_audit_out_of_date(stored):
    document = read(stored)
    assert outdated(document, [toy(1)]) == []
    assert outdated(document, [toy(2)]) == ["toy.t"]
    explained = toy(1)
    explained.open("strict", "not attained")
    assert outdated(document, [explained]) == ["toy.t"]


def test_without_an_audit_everything_is_missing(tmp_path):
    document = read(tmp_path / "none.json")
    assert table(document) == "No audit is stored."
    assert missing(document, [toy(1)]) == ["toy.t"]
    assert outdated(document, [toy(1)]) == []


def test_an_unknown_part_is_refused():
    ended = CliRunner().invoke(app, ["audit", "--part", "nonsense"])
    assert ended.exit_code == 2
    assert "no part 'nonsense'; parts: mutants, faults, search, covariance, margins" in ended.stderr


def test_a_sample_of_nothing_is_refused():
    ended = CliRunner().invoke(app, ["mutate", "--sample", "0"])
    assert ended.exit_code == 2
    assert "--sample must be at least 1, got 0" in ended.stderr
