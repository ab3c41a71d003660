"""Running proofs: the context `k` that a proof function receives, and the verdict on its fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import kernel
from .kernel import Fact, KernelError, record
from .render import pretty
from .statements import Conclusion, Hypothesis, Proof
from .theorem import Theorem

_RULES = {
    name: getattr(kernel, name)
    for name in (
        "apply_axiom",
        "assume",
        "both",
        "cases",
        "clash",
        "combine",
        "contract",
        "contradiction",
        "curvature",
        "derivative",
        "discharge",
        "either",
        "for_every",
        "geometric",
        "gradient",
        "gronwall",
        "hessian",
        "identity",
        "iff",
        "instantiate",
        "integral",
        "modus_ponens",
        "monotone",
        "part",
        "rewrite",
        "solve_system",
        "split",
        "squeeze",
        "telescope",
        "transposed",
        "vanishing",
        "zero_product",
    )
}


_CLAIMS = {
    "assume": (0,),
    "combine": (0,),
    "contradiction": (0,),
    "discharge": (1,),
    "either": (1,),
    "for_every": (2,),
    "identity": (0,),
    "part": (1,),
}
"""Positions at which a rule takes a relation; hypotheses elsewhere stand for facts."""


class ProofError(Exception):
    """A proof failed; the message names the step and what is wrong with it."""


def _fact(thing: Any) -> Any:
    """Hypotheses where facts are expected; lists and keys of mappings likewise."""
    if isinstance(thing, Hypothesis):
        return kernel.assume(thing.relation)
    if isinstance(thing, (list, tuple)):
        return [_fact(item) for item in thing]
    if isinstance(thing, dict):
        return {_fact(key): value for key, value in thing.items()}
    return thing


def _claim(thing: Any) -> Any:
    return thing.relation if isinstance(thing, (Conclusion, Hypothesis)) else thing


class Context:
    """The kernel's rules as methods; hypotheses stand for facts, conclusions for relations."""

    def __init__(self, theorem: Theorem) -> None:
        self.theorem = theorem
        self.uses: set[str] = {theorem.id}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in _RULES:
            raise ProofError(f"no rule {name!r}; rules: {', '.join(sorted(_RULES))}")
        rule = _RULES[name]

        def apply(*args: Any, **kwargs: Any) -> Any:
            said = [
                _claim(arg)
                if i in _CLAIMS.get(name, ()) or isinstance(arg, Conclusion)
                else _fact(arg)
                for i, arg in enumerate(args)
            ]
            if name == "cases":
                said[1] = {_claim(case): _fact(branch) for case, branch in args[1].items()}
            return rule(*said, **{key: _fact(value) for key, value in kwargs.items()})

        return apply

    def lemma(self, theorem: Theorem, conclusion: str) -> Fact:
        """The conclusion of another theorem, derived by its own proof."""
        proofs = [p for p in theorem.proofs if p.conclusion.name == conclusion]
        if not proofs:
            raise ProofError(f"{theorem.id} has no proof of {conclusion!r}")
        self.uses.add(theorem.id)
        return run(theorem, proofs[0]).fact


@dataclass(frozen=True)
class Proved:
    """A proof that went through: the fact, and the theorems whose lemmas it used."""

    fact: Fact
    uses: frozenset[str]


_done: dict[Proof, Proved] = {}


def run(theorem: Theorem, proof: Proof) -> Proved:
    """Run a proof (once a session) and hold it to the declared statement.

    Raises `ProofError` when a step fails, when what is proved is not the declared conclusion, or
    when it rests on a hypothesis that the theorem does not declare.
    """
    if proof in _done:
        return _done[proof]
    context = Context(theorem)
    try:
        fact = proof.build(context)
        said = record(fact)
    except KernelError as error:
        raise ProofError(f"proof {proof.name!r} of {theorem.id}: {error}") from error
    if said.conclusion != proof.conclusion.relation:
        raise ProofError(
            f"proof {proof.name!r} of {theorem.id} proves another statement:\n"
            f"  declared {pretty(proof.conclusion.relation)}\n  proved   {pretty(said.conclusion)}"
        )
    declared = {h.relation for h in theorem.hypotheses.values()}
    if any(proof is e.proof for e in theorem.excuses):  # no hypothesis may imply itself in a circle
        declared -= {e.hypothesis.relation for e in theorem.excuses if e.proof}
    extra = said.hypotheses - declared
    if extra:
        raise ProofError(
            f"proof {proof.name!r} of {theorem.id} uses hypotheses that are not declared: "
            + "; ".join(sorted(map(pretty, extra)))
        )
    superfluous = {e.hypothesis.relation for e in theorem.excuses if e.kind == "superfluous"}
    if said.hypotheses & superfluous:
        raise ProofError(
            f"proof {proof.name!r} of {theorem.id} uses a hypothesis declared superfluous: "
            + "; ".join(sorted(map(pretty, said.hypotheses & superfluous)))
        )
    _done[proof] = Proved(fact, frozenset(context.uses))
    return _done[proof]


def hypotheses_used(theorem: Theorem) -> set[str]:
    """The names of the hypotheses that the theorem's proofs rest on."""
    used = set().union(*(record(run(theorem, p).fact).hypotheses for p in theorem.proofs))
    return {h.name for h in theorem.hypotheses.values() if h.relation in used}
