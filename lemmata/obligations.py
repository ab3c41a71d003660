"""Obligations: everything a theorem owes, each with a name, a kind and a judge.

An obligation's result has a status (holds, violated, undecided, error, skipped) and a level of
evidence (proved, decided, enclosed, sampled, tested, cited), both computed from what ran.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from sympy import Eq, ZeroMatrix

from . import points, proofs
from .checks import Setting
from .failures import check_failure
from .implementations import SLOTS, ImplementationError, overridden
from .statements import Check, StatementError
from .theorem import Theorem

KINDS = (
    "spec", "proof", "reading", "check", "whp", "example", "needs", "sharp", "refutes", "erratum"
)  # fmt: skip
LEVELS = ("cited", "tested", "sampled", "enclosed", "decided", "proved")
STATUSES = ("holds", "violated", "undecided", "error", "skipped")


@dataclass(frozen=True)
class Result:
    """What came of an obligation. margin: closeness of the nearest row of a check, if any."""

    status: str
    level: str
    detail: str = ""
    seconds: float = 0.0
    margin: float | None = None
    axioms: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Obligation:
    """One thing to discharge; `id` is `theorem::kind[name]`."""

    theorem: Theorem
    kind: str
    name: str
    judge: Callable[[Setting], Result]
    setting: Setting

    @property
    def id(self) -> str:
        return f"{self.theorem.id}::{self.kind}[{self.name}]"

    def run(self) -> Result:
        """Discharge it; faults become results that show what happened, never exceptions."""
        start = time.perf_counter()
        if self.setting.device == "cuda" and not torch.cuda.is_available():
            return Result("skipped", "tested", "no CUDA device on this machine")
        try:
            result = self.judge(self.setting)
        except (StatementError, proofs.ProofError, points.PointError) as error:
            result = Result("violated", "tested", str(error))
        except ImplementationError as error:
            result = Result("violated", "tested", _refused(self, str(error)))
        except Exception as error:
            if self.kind in ("check", "whp") and overridden():
                said = f"it raised {type(error).__name__}: {error}"
                return replace(
                    Result("violated", "tested", _refused(self, said)),
                    seconds=time.perf_counter() - start,
                )
            result = Result(
                "error", "tested", f"{type(error).__name__}: {error}\n{traceback.format_exc()}"
            )
        return replace(result, seconds=time.perf_counter() - start)


def _refused(obligation: Obligation, why: str) -> str:
    """The text for an implementation that does not fit its slot."""
    protocols = [f"    {n}: {SLOTS[n].protocol}" for n in overridden() or SLOTS]
    return "\n".join(
        [
            f"{obligation.id}",
            f"verdict    the implementation is wrong: {why}",
            "expected",
            *protocols,
        ]
    )


def _proof(theorem: Theorem, proof: Any) -> Callable[[Setting], Result]:
    def judge(_: Setting) -> Result:
        from .replay import ReplayError, replay

        done = proofs.run(theorem, proof)
        try:
            report = replay(done.fact)
        except ReplayError as error:
            raise proofs.ProofError(
                f"proof {proof.name!r} of {theorem.id}: the second checker disagrees: {error}"
            ) from error
        known = {f"known: {e.reason}" for e in theorem.excuses if e.kind == "known"}
        return Result(
            "holds",
            "proved",
            f"{report.steps} steps, {report.identities} identities, replayed",
            axioms=tuple(sorted(done.fact.axioms | known)),
            uses=tuple(sorted(done.uses - {theorem.id})),
            counts={"steps": report.steps, "identities": report.identities},
        )

    return judge


def _specification(theorem: Theorem) -> Callable[[Setting], Result]:
    def judge(_: Setting) -> Result:
        faults = list(_faults(theorem))
        if faults:
            raise StatementError(
                f"{theorem.id}: the statement is incomplete:\n  " + "\n  ".join(faults)
            )
        return Result("holds", "decided", "every hypothesis and conclusion is accounted for")

    return judge


def _faults(theorem: Theorem) -> Iterable[str]:
    if not theorem.conclusions:
        yield "no conclusion"
    if not theorem.equalities:
        yield "no exact instance of all hypotheses (`example` or `sharp`): it may be vacuous"
    covered = {w.hypothesis.name for w in theorem.witnesses}
    covered |= {e.hypothesis.name for e in theorem.excuses}
    for name in theorem.hypotheses:
        if name not in covered:
            yield (
                f"hypothesis {name!r} has no `needs` point, and is not `implied`, `known` or "
                "`superfluous`"
            )
    proved = {p.conclusion.name for p in theorem.proofs}
    sampled = {c.name for sample in theorem.samples for c in sample.conclusions}
    checked = {c.name for check in theorem.checks for c in check.conclusions} | sampled
    rejected = {r.of.name for r in theorem.rejections if r.of.name in sampled}
    refuted = {v.of.name for v in theorem.variants if v.of} | rejected
    for name in theorem.conclusions:
        if name not in proved and name not in theorem.unproved_because:
            yield f"conclusion {name!r} has no proof and no `unproved` reason"
        if name not in checked:
            yield f"conclusion {name!r} has no check on a model and is not sampled"
        if name in sampled - rejected:
            yield f"conclusion {name!r} is sampled, but no false variant is `rejects`-ed"
        if name not in refuted:
            yield f"conclusion {name!r} has no refuted false variant"
    if proved >= set(theorem.conclusions):
        yield from _unused(theorem)


def _unused(theorem: Theorem) -> Iterable[str]:
    """Hypotheses that no proof uses, though every conclusion is proved."""
    try:
        used = proofs.hypotheses_used(theorem)
    except proofs.ProofError:
        return  # the proof obligation says why
    superfluous = {e.hypothesis.name for e in theorem.excuses if e.kind == "superfluous"}
    for name in theorem.hypotheses:
        if name not in used and name not in superfluous:
            yield f"no proof uses the hypothesis {name!r}: drop it or declare it `superfluous`"


def _check(theorem: Theorem, check: Any) -> Callable[[Setting], Result]:
    def judge(setting: Setting) -> Result:
        from .checks import Runner, lengths

        for count in lengths(setting):
            runner = Runner(theorem, check, setting)
            failing, tally = runner.explore(count), runner.tally
            weak = [] if failing else list(_powerless(theorem, check, setting, tally))
            if not weak:
                break
        counts = {
            "rows": tally.rows,
            "inside": tally.inside,
            "holds": tally.holds,
            "undecided": tally.undecided,
        }
        if failing is not None:
            status, text = check_failure(theorem, check, setting, failing)
            return Result(status, "enclosed", text, counts=counts)
        margin = min(tally.closest.values(), default=None)
        told = ", ".join(f"{n!r} ({count})" for n, count in sorted(tally.refuted.items()) if count)
        detail = f"{tally.rows} instances, {tally.inside} inside the hypotheses" + (
            f"; refuted on the way (instances of one batch): {told}" if told else ""
        )
        if weak:
            text = f"no resolution: {theorem.id}::check[{check.name}]\n  " + "\n  ".join(weak)
            return Result("undecided", "tested", text, margin=margin, counts=counts)
        return Result("holds", "enclosed", detail, margin=margin, counts=counts)

    return judge


def _powerless(theorem: Theorem, check: Any, setting: Setting, tally: Any) -> Iterable[str]:
    """Why a check that found no violation still shows nothing."""
    if not tally.inside:
        yield f"none of {tally.rows} drawn instances satisfies the hypotheses"
    sharp = {e.conclusion.name for e in theorem.equalities if e.sharp and e.conclusion}
    for conclusion in check.conclusions:
        variants = [v.name for v in theorem.variants if v.of is conclusion and v.given is None]
        if variants and not any(tally.refuted[name] for name in variants):
            yield (
                f"no drawn instance tells {conclusion.name!r} from its false variants "
                + ", ".join(map(repr, variants))
            )
        close = tally.closest.get(conclusion.name)
        exact = conclusion.name in sharp or _has_scale(conclusion.relation)
        if exact and close is not None and setting.dtype == torch.float64:
            if not close <= float(points.RESOLUTION):
                kind = "sharp" if conclusion.name in sharp else "an equation"
                yield (
                    f"{conclusion.name!r} is {kind}, but the nearest drawn instance is a relative "
                    f"{close:.1e} away: the equality case is not among the draws"
                )
        elif not tally.decided[conclusion.name] and not _is_equation(conclusion.relation, close):
            yield f"no instance decides {conclusion.name!r}"
        if check.complete and tally.decided[conclusion.name] < tally.inside:
            missing = tally.inside - tally.decided[conclusion.name]
            yield f"{missing} of {tally.inside} rows do not decide {conclusion.name!r}"


def _has_scale(claim: Any) -> bool:
    """Whether the claim is an equation of two quantities, so that closeness means something.

    What is equated with zero has no size to compare with: there the false variants must decide.
    """
    return isinstance(claim, Eq) and not any(
        side == 0 or isinstance(side, ZeroMatrix) for side in (claim.lhs, claim.rhs)
    )


def _is_equation(claim: Any, close: float | None) -> bool:
    """Whether an enclosure can only refute the claim, and would have refuted a nearby one."""
    return isinstance(claim, Eq) and close is not None and close < 1


def _sample(theorem: Theorem, sample: Any) -> Callable[[Setting], Result]:
    def judge(setting: Setting) -> Result:
        from .sampling import verdict

        status, text, counts = verdict(theorem, sample, setting.seed, setting.device)
        return Result(status, "sampled" if status == "holds" else "tested", text, counts=counts)

    return judge


def _reading(theorem: Theorem, reading: Any) -> Callable[[Setting], Result]:
    return lambda setting: points.check_reading(theorem, reading, setting)


def _point(
    judge: Callable[..., tuple[str, float | None]], *args: Any
) -> Callable[[Setting], Result]:
    def run(_: Setting) -> Result:
        detail, margin = judge(*args)
        return Result("holds", "decided", detail, margin=margin)

    return run


def obligations(
    theorem: Theorem,
    devices: Sequence[str] = ("cpu",),
    dtypes: Sequence[torch.dtype] = (torch.float64, torch.float32),
    profile: str = "ci",
    seed: int = 0,
) -> list[Obligation]:
    """Everything the theorem owes on the given devices and dtypes, in a fixed order."""
    base = Setting(profile=profile)
    settings = [Setting(d, t, profile) for d in devices for t in dtypes]
    made = [Obligation(theorem, "spec", "complete", _specification(theorem), base)]
    derivations = [*theorem.proofs, *(e.proof for e in theorem.excuses if e.proof)]
    made += [Obligation(theorem, "proof", p.name, _proof(theorem, p), base) for p in derivations]
    made += [
        Obligation(theorem, kind, f"{thing.name}-{label(s)}", judge(theorem, thing), s)
        for kind, things, judge in (
            ("reading", theorem.readings, _reading),
            ("check", theorem.checks, _check),
        )
        for thing in things
        for s in settings
        if not s.narrow or (isinstance(thing, Check) and thing.bfloat16)
    ]
    made += [
        Obligation(theorem, "whp", f"{s.name}-{d}", _sample(theorem, s), Setting(d, seed=seed))
        for s in theorem.samples
        for d in devices
    ]
    for equality in theorem.equalities:
        kind = "sharp" if equality.sharp else "example"
        made.append(
            Obligation(
                theorem, kind, equality.name, _point(points.equality, theorem, equality), base
            )
        )
    for kind, things, judge in (
        ("needs", theorem.witnesses, points.necessity),
        ("refutes", theorem.variants, points.refutation),
    ):
        made += [Obligation(theorem, kind, t.name, _point(judge, theorem, t), base) for t in things]
    made += [
        Obligation(theorem, "erratum", str(e.source), _point(points.erratum, theorem, e), base)
        for e in theorem.errata
    ]
    return _distinct(made)


def _distinct(made: list[Obligation]) -> list[Obligation]:
    seen: dict[str, int] = {}
    out = []
    for o in made:
        seen[o.id] = seen.get(o.id, 0) + 1
        out.append(o if seen[o.id] == 1 else replace(o, name=f"{o.name}-{seen[o.id]}"))
    return out


def label(setting: Setting) -> str:
    """`cpu-float64`, for ids."""
    return f"{setting.device}-{str(setting.dtype).removeprefix('torch.')}"


__all__ = ["KINDS", "LEVELS", "STATUSES", "Obligation", "Result", "label", "obligations"]
