"""`lemmata search`: the score, what it counts, and its exit codes."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from lemmata.audit.scoring import about, document, enough, figures, run_theorem, summary
from lemmata.audit.search import Budget
from lemmata.audit.search_command import search
from lemmata.sources import cite
from lemmata.theorem import Theorem

HEAD = '''"""Squares are ordered as what is squared.

Source   none.
Claim    0 <= a <= b  =>  a^2 <= b^2.
Covers   numbers.
Silent   on the rest.
"""

from lemmata.sources import cite
from lemmata.theorem import Theorem

thm = Theorem("made.NAME", catalogue=["X"], sources=[cite("Ma 2021", "a place")])
a, b = thm.nonneg("a b")
order = thm.assume("order", a <= b)
squares = thm.conclude("squares", a**2 <= b**2)
'''
FALSE = 'thm.refutes("twice", 2 * a**2 <= b**2, {a: 1, b: 1}, of=squares)\n'
TRUE = 'thm.refutes("true all the same", a**2 <= b**2 + a, {a: 0, b: 0}, of=squares)\n'
FLOW = """
t, x = thm.time("t"), thm.functions("x", nonnegative=True)
still = thm.assume("still", x(t) <= x(0))
thm.refutes("true for every time", x(t) <= x(0) + 1, {x: lambda s: 0, a: 0, b: 0}, of=squares)
"""

app = Typer()
app.command()(search)


@pytest.fixture
def made(tmp_path: Path) -> object:
    (tmp_path / "theorems").mkdir()

    def write(name: str, *parts: str) -> str:
        path = tmp_path / "theorems" / f"{name}.py"
        path.write_text(HEAD.replace("NAME", name) + "".join(parts))
        return str(path)

    return write


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["--jobs", "1", "--attempts", "4", *arguments])
    return result.exit_code, result.output


class TestCommand:
    def test_all_found(self, made: object, tmp_path: Path) -> None:
        target = tmp_path / "score.json"
        code, text = run(made("found", FALSE), "--json", str(target))
        assert code == 0
        assert "made.found: 1 of 1" in text
        assert "1 of 1 (100.0%) about finite-dimensional instances, 80% wanted\n" in text
        stored = json.loads(target.read_text())
        assert stored["figures"]["finite"] == {"total": 1, "found": 1, "share": 1.0, "wanted": 0.8}
        assert stored["rows"][0]["point"].keys() == {"a", "b"}

    def test_a_low_score_is_a_failure_and_what_is_missed_is_told_in_full(
        self, made: object
    ) -> None:
        code, text = run(made("missed", FALSE, TRUE))
        assert code == 1
        assert "1 of 2 (50.0%) about finite-dimensional instances, 80% wanted: NOT ENOUGH" in text
        assert "made.missed::refutes[true all the same]" in text
        assert "a^2 <= a + b^2" in text
        assert "given order" in text

    def test_what_is_not_about_an_instance_does_not_count(self, made: object) -> None:
        code, text = run(made("flow", FLOW))
        assert code == 0
        assert "none is about finite-dimensional instances: there is no score" in text
        assert "0 of 1 (0.0%) about functions of a time" in text

    def test_nothing_to_search(self, made: object) -> None:
        code, text = run(made("empty"))
        assert code == 2
        assert "no false variants: nothing to search" in text

    def test_no_time(self, made: object) -> None:
        code, text = run(made("hurry", FALSE), "--seconds", "0")
        assert code == 2
        assert "--seconds must be positive, got 0" in text
        assert run(made("hurry", FALSE), "--attempts", "0")[0] == 2


class TestScore:
    def test_rows_are_picklable_and_repeat_themselves(self, made: object) -> None:
        path = made("again", FALSE, TRUE)
        budget = Budget(attempts=4, batches=0)
        first, second = (run_theorem(path, budget, seed=3) for _ in range(2))
        assert pickle.loads(pickle.dumps(first)) == first
        assert [(r.point, r.evaluations, r.attempts) for r in first] == [
            (r.point, r.evaluations, r.attempts) for r in second
        ]

    def test_the_limit_of_evaluations_ends_a_search(self, made: object) -> None:
        path = made("limit", TRUE)
        (row,) = run_theorem(path, Budget(rows=64, batches=0, evaluations=200))
        assert 200 <= row.evaluations < 400
        assert not row.cut

    def test_the_limit_in_seconds_is_told(self, made: object) -> None:
        (row,) = run_theorem(made("cut", TRUE), Budget(batches=0, seconds=1e-9))
        assert row.cut
        assert figures([row])["cut"] == 1
        assert "limit in seconds" in summary([row])

    def test_no_rows(self) -> None:
        assert summary([]) == "no false variants"
        assert document([])["rows"] == []
        assert enough(figures([]))

    def test_what_statements_are_about(self) -> None:
        doc = "Title.\n\nSource  s\nClaim  c\nCovers  c\nSilent  s\n"
        thm = Theorem("audit.about", catalogue=["X"], sources=[cite("Ma 2021", "p")], doc=doc)
        d = thm.dimension("d")
        M, x, p = thm.operator("M", d), thm.vector("x", d), thm.nonneg("p")
        F, k, t = thm.functions("F"), thm.index("k"), thm.time("t")
        thm.event(p, F(0) >= 1)
        assert about(thm, [(x.T * M * x)[0, 0] >= 0]) == "instance"
        assert about(thm, [F(k) >= 0]) == "index"
        assert about(thm, [F(0) >= 0]) == "index"
        assert about(thm, [F(t) >= 0]) == "time"
        assert about(thm, [p <= 1]) == "probability"
