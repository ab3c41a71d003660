"""An attempt on the kernel, and the verdict on it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sympy import Abs, Basic, Integral, Pow, S, sympify
from sympy.logic.boolalg import And

from lemmata.kernel import Fact, KernelError, Record, record
from lemmata.replay import ReplayError, check_record

from .oracle import counterexample, models, text

ACCEPTED, REFUSED, REFUSED_FALSE = "accepted true", "refused true", "refused false"
VOID = "refused void"  # not a statement about real numbers, or none that was predicted
HOLE, DISAGREEMENT, CRASH = "accepted FALSE", "replay refuses", "crash"
STRICTER = "replay stricter"  # true, and known to be beyond the second checker
VERDICTS = (ACCEPTED, REFUSED, REFUSED_FALSE, VOID, HOLE, DISAGREEMENT, STRICTER, CRASH)

ALONG_TIME = ("derivative", "monotone", "gronwall", "integral")

Claim = tuple[tuple[Any, ...], Any]


@dataclass(frozen=True)
class Attempt:
    """What is tried: `run` applies a rule, `claim` is what it would say if it were accepted."""

    family: str
    run: Callable[[], Fact]
    claim: Callable[[], Claim | None] | None = None


@dataclass(frozen=True)
class Verdict:
    """How the attempt ended; `fact` where the kernel accepted it, and why it should not have."""

    kind: str
    fact: Fact | None = None
    why: str = ""


def flat(hypotheses: Iterable[Any]) -> tuple[Any, ...]:
    """The hypotheses, conjunctions taken apart, in an order that does not depend on hashes."""
    out: list[Any] = []
    for said in hypotheses:
        out += flat(said.args) if isinstance(said, And) else [said]
    return tuple(sorted(out, key=text) if len(out) > 1 else out)


def judge(attempt: Attempt, number: int, effort: int = 1) -> Verdict:
    """Run the attempt; the models tried depend on its number."""
    first = number * 7 % 997
    try:
        fact = attempt.run()
    except KernelError:
        return Verdict(_refused(attempt, first))
    except Exception as crash:
        if not in_kernel(crash):
            return Verdict(VOID)  # SymPy does not even form the terms of the attempt
        return Verdict(CRASH, why=f"{type(crash).__name__}: {crash}")
    said = record(fact)
    found = counterexample(
        flat(said.hypotheses), said.conclusion, models(first, 8 * effort), 2 * effort
    )
    if found is not None:
        return Verdict(HOLE, fact, f"fails at {shown(found.values)}")
    try:
        check_record(said)
    except ReplayError as refusal:
        kind = STRICTER if beyond_replay(said) else DISAGREEMENT
        return Verdict(kind, fact, str(refusal))
    return Verdict(ACCEPTED, fact)


def in_kernel(crash: Exception) -> bool:
    """Whether it is the kernel that fell over."""
    frames = traceback.walk_tb(crash.__traceback__)
    return any("kernel" == Path(frame.f_code.co_filename).parent.name for frame, _ in frames)


def beyond_replay(said: Record) -> bool:
    """Whether the second checker is known to refuse truths of this kind.

    It takes (x^2)^(1/2) for a root of either sign, where SymPy knows the sign of x; it does not
    know that |x|^2 = x^2; it looks for the new variable of an integral of an integral at the wrong
    place; it wants a positive base for the derivative of t^(3/2); and it does not see the truth of
    what SymPy makes `true`.
    """
    powers = said.conclusion.atoms(Pow)
    squares = [sympify(term) for pair in said.params.get("squares", ()) for term in pair]
    return bool(
        said.conclusion == S.true
        or any(term.has(Abs) for term in (said.conclusion, *squares))
        or any(power.base.is_Pow for power in powers)
        or any(len(total.limits) > 1 for total in said.conclusion.atoms(Integral))
        or (said.rule in ALONG_TIME and any(not power.exp.is_Integer for power in powers))
    )


def _refused(attempt: Attempt, first: int) -> str:
    try:
        claim = attempt.claim() if attempt.claim else None
    except Exception:
        claim = None
    if claim is None or not isinstance(claim[1], Basic):
        return VOID
    try:
        found = counterexample(flat(claim[0]), claim[1], models(first, 4))
    except Exception:
        return VOID
    return REFUSED if found is None else REFUSED_FALSE


def shown(values: dict[Any, Any]) -> str:
    """The values of a model, for messages."""
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def said_by(*facts: Any) -> tuple[Any, ...]:
    """The hypotheses of all these facts."""
    return tuple({h: None for fact in facts for h in record(fact).hypotheses})
