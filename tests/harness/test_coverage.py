"""Every id of the catalogue is stated by exactly one theorem, set aside, or listed as missing."""

from pathlib import Path

import pytest

from lemmata import Theorem, cite, library
from lemmata.coverage import coverage
from lemmata.statements import StatementError

ROOT = Path(__file__).parents[2]
DOC = "A statement.\n\nSource   s.\nClaim    c.\nCovers   c.\nSilent   s.\n"


def made(name, **ids):
    return Theorem(name, sources=[cite("Ma 2021", "section 2")], doc=DOC, **ids)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "catalogue.tsv").write_text("id\tdocument\na\tOne\nb\tOne\nc\tTwo\n")
    (tmp_path / "NOT_EXECUTABLE.md").write_text("| id | reason |\n| --- | --- |\n| `c` | prose |\n")
    return tmp_path


def test_the_chapter_is_covered_to_the_last_id():
    theorems = [t for p in library.files(ROOT / "theorems") for t in library.load(p)]
    groups = {group.documents: group for group in coverage(theorems, ROOT / "theorems")}
    chapter = groups["Ma 2021"]
    assert not chapter.missing
    assert len(chapter.claimed) + len(chapter.aside) == 84


def test_groups_are_counted(folder):
    one, two = coverage([made("t.a", catalogue=["a"]), made("t.b", supports=["a"])], folder)
    assert (one.claimed, one.aside, one.missing) == (("a",), (), ("b",))
    assert (two.claimed, two.aside, two.missing) == ((), ("c",), ())
    assert str(one) == "One: 1 of 2 results stated"
    assert str(two) == "Two: 0 of 1 results stated, 1 set aside"


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        ([{"catalogue": ["a"]}, {"catalogue": ["a"]}], "a is claimed by t.0 and t.1"),
        ([{"catalogue": ["c"]}], "set aside"),
        ([{"supports": ["b"]}], "b is supported by t.0 and claimed by no theorem"),
        ([{"catalogue": ["z"]}], "z is not in catalogue.tsv"),
    ],
)
def test_contradictions_are_refused(folder, ids, words):
    with pytest.raises(StatementError, match=words):
        coverage([made(f"t.{n}", **kind) for n, kind in enumerate(ids)], folder)


def test_a_missing_list_is_named(tmp_path):
    with pytest.raises(StatementError, match="tsv is missing"):
        coverage([], tmp_path)


def test_ids_are_asked_for_and_not_given_twice():
    with pytest.raises(StatementError, match="give catalogue ids"):
        made("t.none")
    with pytest.raises(StatementError, match="given twice"):
        made("t.twice", catalogue=["a"], supports=["a"])
