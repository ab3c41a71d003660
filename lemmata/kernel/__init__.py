"""The trusted part: facts, rules and nothing else. It imports SymPy only."""

from . import axioms, calculus, facts, rules, solve, terms
from .axioms import AXIOMS, Axiom, apply_axiom, declare_axiom
from .calculus import derivative, geometric, gronwall, integral, monotone, telescope
from .derivatives import curvature, gradient, hessian
from .facts import Fact, Forgery, KernelError, Record, is_fact, record
from .gram import Gram
from .logic import (
    both,
    cases,
    clash,
    contradiction,
    discharge,
    either,
    iff,
    modus_ponens,
    negation,
    part,
    split,
    zero_product,
)
from .rules import (
    assume,
    combine,
    contract,
    for_every,
    identity,
    squeeze,
    transposed,
    vanishing,
)
from .signs import Signs
from .solve import solve as solve_system
from .substitution import instantiate, rewrite
from .terms import (
    Curvature,
    Gradient,
    HessianAt,
    Index,
    Time,
    inner,
    is_matrix_equation,
    norm,
    relation,
    slack,
)
from .zero import OutsideFragment, is_zero, residual

facts.seal()

__all__ = [
    "AXIOMS",
    "Axiom",
    "Curvature",
    "Fact",
    "Forgery",
    "Gradient",
    "Gram",
    "HessianAt",
    "Index",
    "KernelError",
    "OutsideFragment",
    "Record",
    "Signs",
    "Time",
    "apply_axiom",
    "assume",
    "axioms",
    "both",
    "calculus",
    "cases",
    "clash",
    "combine",
    "contract",
    "contradiction",
    "curvature",
    "declare_axiom",
    "derivative",
    "discharge",
    "either",
    "facts",
    "for_every",
    "geometric",
    "gradient",
    "gronwall",
    "hessian",
    "identity",
    "iff",
    "inner",
    "instantiate",
    "integral",
    "is_fact",
    "is_matrix_equation",
    "is_zero",
    "modus_ponens",
    "monotone",
    "negation",
    "norm",
    "part",
    "record",
    "relation",
    "residual",
    "rewrite",
    "rules",
    "slack",
    "solve",
    "solve_system",
    "split",
    "squeeze",
    "telescope",
    "terms",
    "transposed",
    "vanishing",
    "zero_product",
]
