"""Falsehoods that the kernel once derived; every attempt must be refused.

Each attempt derives a statement that is false (or `false` itself) from no hypotheses or from
consistent ones. The docstring of each says which falsehood. `refuse` passes when some step of
the attempt raises `KernelError`, and fails with the derived facts otherwise.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sympy import (
    Abs,
    Derivative,
    Eq,
    Function,
    Ge,
    Gt,
    I,
    Identity,
    Integral,
    Le,
    Lt,
    MatMul,
    MatrixSymbol,
    Ne,
    S,
    Sum,
    Symbol,
    Trace,
    ZeroMatrix,
    exp,
    oo,
    sqrt,
)

import lemmata.kernel as kernel
from lemmata.kernel import (
    AXIOMS,
    Axiom,
    Fact,
    Gram,
    HessianAt,
    Index,
    KernelError,
    apply_axiom,
    assume,
    cases,
    combine,
    contract,
    contradiction,
    curvature,
    declare_axiom,
    derivative,
    discharge,
    for_every,
    geometric,
    gradient,
    hessian,
    identity,
    inner,
    instantiate,
    integral,
    monotone,
    record,
    rewrite,
    solve_system,
    split,
    telescope,
    vanishing,
)

from .refuse.vocabulary import M, N, O, a, b, c, d, f, k, n, p, r, seq, t, wild, x, y, z

X = MatrixSymbol("X", d, d)
TRIVIAL_ONE = Eq(S.One, 1, evaluate=False)
TRIVIAL_ZERO = Eq(S.Zero, 0, evaluate=False)


def refuse(attempt: Callable[[], object]) -> None:
    with pytest.raises(KernelError):
        pytest.fail(f"derived: {attempt()}")


# --- combine ---------------------------------------------------------------------------------


def test_scalar_equation_in_an_array_equation_loses_its_right_side():
    """x = 0 for every vector x, from nothing: the right side of 1 = 1 is dropped."""
    one = identity(TRIVIAL_ONE)
    refuse(lambda: combine(Eq(x, O), {one: x}))


def test_unit_vector_kills_everything():
    """From <v, v> = 1: <v, v> y = 0."""
    unit = assume(Eq(inner(x, x), 1))
    refuse(lambda: combine(Eq(inner(x, x) * y, O), {unit: y}))


def test_a_number_is_no_array():
    """From X = 0 (1 x 1): X = 5; the scalar right side of an array equation is dropped."""
    one_by_one = MatrixSymbol("X", 1, 1)
    zero = assume(Eq(one_by_one, ZeroMatrix(1, 1)))
    refuse(lambda: combine(Eq(one_by_one, 5, evaluate=False), {zero: 1}))


def test_a_scalar_zero_evaluates_to_false_later():
    """From y = 0: false; Eq(array, 0) is false to SymPy as soon as it is rebuilt."""

    def attempt():
        fact = combine(Eq(x, 0, evaluate=False), {assume(Eq(x, O)): 1})
        return instantiate(fact, {x: y})

    refuse(attempt)


def test_square_of_a_vector_with_an_imaginary_coefficient():
    """<x, x> <= 0 for every x."""
    refuse(lambda: combine(Le(inner(x, x), 0), squares=[(1, I * x)]))


def test_square_of_a_vector_with_a_root_of_unknown_sign():
    """a <x, x> >= 0 for every real a."""
    refuse(lambda: combine(Ge(a * inner(x, x), 0), squares=[(1, sqrt(a) * x)]))


def test_array_multiplier_that_divides_by_what_may_vanish():
    """From 0 = 0: <x, y> = <x, z>; the multiplier x / a at a = 0."""

    def attempt():
        fact = combine(Eq(inner(x, y), inner(x, z)), {assume(Eq(a * y, a * z)): x / a})
        return instantiate(fact, {a: 0})

    refuse(attempt)


def test_conclusion_that_cancels_hides_an_undefined_side():
    """`false` from nothing: 1/a - 1/a**2 equals itself, and at a = 0 it is nan = nan."""

    def attempt():
        side = 1 / a - 1 / a**2
        return instantiate(identity(Eq(side, side, evaluate=False)), {a: 0})

    refuse(attempt)


def test_sides_must_be_real():
    """I < I + 1, and z < z + 1 for complex z."""
    refuse(lambda: combine(Lt(I, I + 1, evaluate=False), squares=[(1, 1)]))
    refuse(lambda: combine(Lt(wild, wild + 1, evaluate=False), squares=[(1, 1)]))


def test_imaginary_literal_square_as_multiplier():
    """-|x + y|**2 >= 0: tr(u' u) with u = I x + I y counts as a square."""
    u = I * x + I * y
    refuse(lambda: combine(Ge(-inner(x + y, x + y), 0), squares=[(inner(u, u), 1)]))


def test_complex_sum_is_not_real():
    """(sum of I c)**2 >= 0: sums, integrals and derivatives count as real whatever is inside."""
    total = Sum(I * c, (k, 0, n))
    refuse(lambda: combine(Ge(total**2, 0, evaluate=False), squares=[(1, total)]))


def test_infinite_sum_is_not_a_number():
    """1 + 1 + ... < 1 + 1 + ... + 1."""
    total = Sum(1, (k, 0, oo))
    refuse(lambda: combine(Lt(total, total + 1, evaluate=False), squares=[(1, 1)]))


def test_complex_powers_are_not_real():
    """p**I is positive, zero or negative; p**(2 I) >= 0; the same with an undeclared exponent."""
    refuse(lambda: split(p**I))
    refuse(lambda: split(p**wild))
    refuse(lambda: combine(Ge(p ** (2 * I), 0), squares=[(1, p**I)]))


# --- shapes ----------------------------------------------------------------------------------


def test_identities_of_different_sizes():
    """`false` from nothing: I_d = I_r, rebuilt."""

    def attempt():
        fact = identity(Eq(Identity(d), Identity(r), evaluate=False))
        return instantiate(fact, {d: r + 1})

    refuse(attempt)


def test_all_dimensions_are_equal():
    """From X = I_d: r = d for every r."""

    def attempt():
        same = assume(Eq(X, Identity(d)))
        other = combine(Eq(X, Identity(r), evaluate=False), {same: 1})
        trace = combine(Eq(Trace(X), d), {same: Identity(d)})
        return combine(Eq(r, d), {rewrite(trace, other): 1})

    refuse(attempt)


def test_contract_with_another_shape():
    """B x = B y with B of another size than x."""
    refuse(lambda: contract(assume(Eq(x, y)), left=MatrixSymbol("B", r, r)))


def test_ill_shaped_assumption():
    other = MatrixSymbol("u", r, 1)
    refuse(lambda: assume(Eq(MatMul(M, other), O, evaluate=False)))
    refuse(lambda: assume(Eq(x, other, evaluate=False)))
    refuse(lambda: assume(Ge(Trace(M * other * x.T), 0)))


# --- contract --------------------------------------------------------------------------------


def test_contract_divides_by_what_may_vanish():
    """From 0 = 0: y = z for all vectors."""

    def attempt():
        fact = contract(assume(Eq(a * y, a * z)), left=1 / a)
        return instantiate(fact, {a: 0})

    refuse(attempt)


def test_contract_with_the_inverse_of_a_singular_matrix():
    """From X = 0: I = 0, hence X is never 0."""
    refuse(lambda: contract(assume(Eq(X, ZeroMatrix(d, d))), right=X.inverse()))


def test_contract_with_infinity():
    refuse(lambda: contract(assume(Eq(x, y)), left=S.ComplexInfinity))


# --- contradiction ---------------------------------------------------------------------------


def test_contradiction_concludes_an_undefined_statement():
    """a is nonzero, for every real a, from nothing.

    At a = 0 both 1/a <= 5 and 1/a >= 5 are refuted (they presuppose a != 0), so that 1/a > 5 and
    1/a < 5 are concluded, which clash.
    """

    def attempt():
        zero = assume(Eq(a, 0))
        minus = combine(Eq(-a, 0), {zero: -1})
        low = combine(S.false, {assume(Le(1 / a, 5)): a, zero: -5}, squares=[(1, 1)], signs=[zero])
        high = combine(
            S.false, {assume(Ge(1 / a, 5)): -a, zero: -5}, squares=[(1, 1)], signs=[minus]
        )
        above = contradiction(Gt(1 / a, 5), low)
        below = contradiction(Lt(1 / a, 5), high)
        return contradiction(Ne(a, 0), combine(S.false, {above: 1, below: 1}))

    refuse(attempt)


# --- instantiate -----------------------------------------------------------------------------


def test_a_constant_becomes_the_running_term():
    """Every sequence is constant, from nothing: the hypothesis for every k becomes its diagonal."""

    def attempt():
        first = instantiate(assume(Eq(seq(k), c)), {k: 0})
        return instantiate(first, {c: seq(k)})

    refuse(attempt)


def test_one_is_zero_from_a_consistent_hypothesis():
    """From a(k) = k for every k: a(0) = k for every k."""

    def attempt():
        first = instantiate(assume(Eq(seq(k), n)), {k: 0})
        return instantiate(first, {n: k})

    refuse(attempt)


def test_a_ratio_becomes_dependent_on_the_index():
    """From a(k+1) <= a(k)/(k+1): a(k) <= a(0)/(k+1)**k, which 1/k! violates at k = 1."""
    rho = Symbol("rho", nonnegative=True)

    def attempt():
        rate = geometric(assume(Le(seq(k + 1), rho * seq(k))), seq(k), rho)
        return instantiate(rate, {rho: 1 / (k + 1)})

    refuse(attempt)


def test_a_constant_becomes_a_function_of_the_running_time():
    """The same with a time: c in a hypothesis on every t must not become a term in t."""
    bounded = combine(Le(f(t), c + 1), {assume(Le(f(t), c)): 1}, squares=[(1, 1)])
    refuse(lambda: instantiate(bounded, {c: f(t) - 2}))


def test_the_other_vector_under_a_gradient_becomes_its_point():
    """x = 2 x for every x: grad <x, y> = y is instantiated at y = x, inside the gradient."""

    def attempt():
        wrong = instantiate(gradient(inner(x, y), x, y), {y: x})
        right = gradient(inner(x, x), x, 2 * x)
        return combine(Eq(x, O), {wrong: 1, right: -1})

    refuse(attempt)


def test_capture_under_a_curvature():
    """The second derivative of <x, x>**2 along y is 2 <x, x> <y, y>; a was a constant."""
    bend = curvature(a * inner(x, x), x, y, 2 * a * inner(y, y))
    refuse(lambda: instantiate(bend, {a: inner(x, x)}))


def test_a_vector_becomes_imaginary():
    """-<y, y> >= 0."""
    square = combine(Ge(inner(x, x), 0), squares=[(1, x)])
    refuse(lambda: instantiate(square, {x: I * y}))


def test_a_vector_becomes_undefined():
    """a <y, y> >= 0 for every real a; and a vector divided by what may vanish."""
    square = combine(Ge(inner(x, x), 0), squares=[(1, x)])
    refuse(lambda: instantiate(square, {x: sqrt(a) * y}))
    refuse(lambda: instantiate(square, {x: y / a}))


def test_a_matrix_becomes_an_inverse():
    """Inverses of singular matrices have no value."""
    fact = combine(Ge(Trace(X.T * X), 0), squares=[(1, X)])
    refuse(lambda: instantiate(fact, {X: M.inverse()}))


def test_matrix_and_dimension_at_once():
    """`false` from nothing: (tr X)**2 <= d |X|**2 at X = I_d with only the other d replaced."""

    def attempt():
        centred = X - Trace(X) / d * Identity(d)
        bound = combine(Ge(d * inner(X, X) - Trace(X) ** 2, 0), squares=[(d, centred)])
        mixed = instantiate(bound, {X: Identity(d), d: 1})
        return instantiate(combine(Ge(d - d**2, 0), {mixed: 1}), {d: 2})

    refuse(attempt)


@pytest.mark.parametrize(
    ("parity", "other", "sign"),
    [({"even": True}, 3, -1), ({"odd": True, "positive": True}, 2, 1)],
    ids=["even", "odd"],
)
def test_parity_is_an_assumption_too(parity, other, sign):
    """`false` from nothing: (-1)**m uses the declared parity of m, then m is replaced."""
    m = Symbol("m", **parity)

    def attempt():
        power = rewrite(assume(Eq(c, a**m)), assume(Eq(a, -1)))
        return instantiate(instantiate(power, {m: other}), {a: -1, c: sign})

    refuse(attempt)


def test_a_dimension_that_is_an_index():
    """<x, x> = 0 for every x of size 3: the hypothesis on x of size k is then discharged."""
    sized = MatrixSymbol("x", k, 1)

    def attempt():
        zero = assume(Eq(sized, ZeroMatrix(k, 1)))
        norm = combine(Eq(inner(sized, sized), 0), {zero: sized})
        return instantiate(instantiate(norm, {k: 3}), {sized: ZeroMatrix(k, 1)})

    refuse(attempt)


# --- rewrite ---------------------------------------------------------------------------------


def test_rewriting_a_dimension():
    """<x, x> = 0 for every x of size 3: the rewritten x is cut off from its hypothesis."""

    def attempt():
        norm = combine(Eq(inner(x, x), 0), {assume(Eq(x, O)): x})
        sized = rewrite(norm, assume(Eq(d, 3)))
        return instantiate(instantiate(sized, {x: O}), {d: 3})

    refuse(attempt)


# --- gradient, hessian -----------------------------------------------------------------------


def test_the_free_direction_is_taken_for_symmetric():
    """grad tr(M X) = M and = M', for all M: the free direction has the name of a symmetric v."""
    v = MatrixSymbol("v", d, d)

    def attempt():
        wrong = gradient(Trace(M * X), X, M, given=[assume(Eq(v.T, v))])
        wrong = instantiate(wrong, {v: ZeroMatrix(d, d)})
        return combine(Eq(M, M.T), {wrong: -1, gradient(Trace(M * X), X, M.T): 1})

    refuse(attempt)


def test_a_scalar_is_no_hessian():
    """The Hessian of <x, x> is 2, and 2 is read as 0."""

    def attempt():
        fact = hessian(inner(x, x), x, S(2))
        return combine(Eq(HessianAt(inner(x, x), x), ZeroMatrix(d, d)), {fact: 1})

    refuse(attempt)


# --- vanishing -------------------------------------------------------------------------------


def test_vanishing_of_a_complex_vector():
    """From |x|**2 = |K x|**2 with K = N - N': <x, x> = 0, false for a rotation K."""
    u = x + I * (N - N.T) * x

    def attempt():
        fact = vanishing(assume(Eq(inner(u, u), 0)))
        return combine(Eq(inner(x, x), 0), {fact: x})

    refuse(attempt)


# --- calculus --------------------------------------------------------------------------------


def test_integral_across_a_pole():
    """The integral of (s - 1)**(-2) over [0, 2] is at most -2."""
    refuse(lambda: integral(identity(TRIVIAL_ZERO), 1 / (t - 1) ** 2, 1 / (t - 1)))


def test_integral_from_a_pole():
    """An upper bound that contains zoo."""
    refuse(lambda: integral(identity(TRIVIAL_ZERO), 1 / t**2, 1 / t))


def test_telescope_across_a_pole():
    """A finite bound of a sum with an undefined term."""
    refuse(
        lambda: telescope(
            identity(TRIVIAL_ZERO), 1 / (k - 5) - 1 / (k - 4), 1 / (k - 5), Index("m")
        )
    )


# --- solve -----------------------------------------------------------------------------------


def test_solve_without_unknowns():
    """`false` from a = 1."""
    refuse(lambda: solve_system([assume(Eq(a, 1))], []))


def test_solve_with_unknowns_that_run_out():
    """`false` from a**2 = 1: an iterator of unknowns is empty at its second use."""
    fact = assume(Eq(a**2, 1))
    try:
        made = solve_system([fact], (u for u in [a]))
    except KernelError:
        return
    assert made.conclusion != S.false


# --- axioms ----------------------------------------------------------------------------------


def test_axiom_at_an_imaginary_number():
    """-1 >= 0 from the axiom a**2 >= 0 for real a."""
    axiom = declare_axiom("holes.square", [], Ge(a**2, 0, evaluate=False), "holes")
    refuse(lambda: apply_axiom(axiom, {a: I}))


def test_axiom_at_a_nan():
    axiom = declare_axiom("holes.square", [], Ge(a**2, 0, evaluate=False), "holes")
    refuse(lambda: apply_axiom(axiom, {a: 1 / b}))


def test_axiom_on_a_subterm():
    """Replacing a term, not a symbol: (a - b)**2 >= 0 becomes a**2 + b**2 >= 8."""
    axiom = declare_axiom("holes.product", [], Ge(a**2 - 2 * a * b + b**2, 0), "holes")
    refuse(lambda: apply_axiom(axiom, {a * b: S(4)}))


def test_axiom_at_the_wrong_sign():
    """1 < 0 from the axiom m < 0 for negative m."""
    m = Symbol("m", negative=True)
    axiom = declare_axiom("holes.negative", [], Lt(m, 0, evaluate=False), "holes")
    refuse(lambda: apply_axiom(axiom, {m: S.One}))


def test_axiom_at_a_fraction():
    """An integer symbol of an axiom becomes 1/2."""
    m = Symbol("m", integer=True)
    axiom = declare_axiom("holes.integer", [], Ge(m**2, m, evaluate=False), "holes")
    refuse(lambda: apply_axiom(axiom, {m: S.Half}))


def test_axiom_at_an_imaginary_vector():
    """-<x, x> >= 0."""
    axiom = declare_axiom("holes.norm", [], Ge(inner(x, x), 0, evaluate=False), "holes")
    refuse(lambda: apply_axiom(axiom, {x: I * x}))


def test_axiom_at_another_shape():
    axiom = declare_axiom("holes.norm", [], Ge(inner(x, x), 0, evaluate=False), "holes")
    refuse(lambda: apply_axiom(axiom, {x: MatrixSymbol("u", r, r)}))


def test_axiom_with_a_premise_for_every_index():
    """From a(k) = 0 for every k: a(5) = 0. Replacing k turns the premise into a(0) = 0 alone."""
    axiom = declare_axiom("holes.every", [Eq(seq(k), 0)], Eq(seq(5), 0), "holes")
    refuse(lambda: apply_axiom(axiom, {k: S.Zero}))


def test_axiom_with_a_diagonal_premise():
    """From a(k) = c for every k: a(0) = c. Replacing c by a(k) empties the premise."""
    axiom = declare_axiom("holes.constant", [Eq(seq(k), c)], Eq(seq(0), c), "holes")
    refuse(lambda: apply_axiom(axiom, {c: seq(k)}))


def test_an_axiom_slipped_into_the_register(monkeypatch):
    """The register of axioms can be written from outside, past the citation check."""
    slipped = Axiom("holes.slipped", (), Eq(S.Zero, 1, evaluate=False), "")

    def attempt():
        try:
            monkeypatch.setitem(AXIOMS, "holes.slipped", slipped)
        except TypeError as read_only:
            raise KernelError("the register is read-only") from read_only
        return apply_axiom(slipped)

    refuse(attempt)


# --- forgery ---------------------------------------------------------------------------------


def test_a_rule_run_with_other_globals():
    """0 = 1: the code of `combine` is licensed whatever module it runs in."""
    surroundings = {**combine.__globals__, "demand_zero": lambda *_: None}
    forger = type(combine)(
        combine.__code__, surroundings, "combine", combine.__defaults__, combine.__closure__
    )
    refuse(lambda: forger(Eq(S.Zero, 1, evaluate=False)))


def test_rules_read_records_not_attributes():
    """a = 1 from a = 0: the rules trust `fact.conclusion`, which `type.__setattr__` can replace."""
    genuine = Fact.__dict__["conclusion"]
    fact = assume(Eq(a, 0))
    try:
        type.__setattr__(Fact, "conclusion", property(lambda _: Eq(a, 1, evaluate=False)))
        refuse(lambda: record(combine(Eq(a, 1), {fact: 1})))
    finally:
        type.__setattr__(Fact, "conclusion", genuine)


# --- refusals by the wrong exception: no falsehood, but a crash instead of a message -----------


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda: combine(Ge(a, 0), {assume(Ge(b, 0)): -a}), id="-a"),
        pytest.param(lambda: combine(Ge(a * b, 0), {assume(Ge(b, 0)): a * c}), id="a c"),
        pytest.param(lambda: split(1 / a), id="1/a"),
        pytest.param(lambda: solve_system([assume(Eq(a**2, b))], [a]), id="parameter"),
        pytest.param(lambda: solve_system([assume(Eq(x, O))], [a]), id="arrays"),
        pytest.param(lambda: solve_system([], [a]), id="no equations"),
        pytest.param(lambda: gradient(a**2, a, 2 * a), id="gradient at a scalar"),
        pytest.param(lambda: gradient(inner(x, x), x, S(2)), id="scalar as gradient"),
        pytest.param(lambda: vanishing(assume(Eq(Trace(M**2), 0))), id="trace of a power"),
        pytest.param(lambda: kernel.instantiate(assume(Ge(a, b)), {a: "1/"}), id="a broken string"),
        pytest.param(lambda: kernel.contradiction(Eq(x, O), assume(Eq(x, O))), id="not absurd"),
        pytest.param(lambda: kernel.assume(Function("h")), id="a function class"),
    ],
)
def test_refused_by_a_kernel_error(attempt):
    with pytest.raises(KernelError):
        attempt()


# --- the second attack -------------------------------------------------------------------------
# Iterators: a rule that reads its facts twice finds none the second time, and their hypotheses
# are lost. A generator expression for `signs`, `given` or `equations` is enough.


def keeps(hypothesis: object, attempt: Callable[[], Fact]) -> None:
    """The attempt is refused, or its hypotheses include the one it rests on."""
    try:
        made = attempt()
    except KernelError:
        return
    assert hypothesis in made.hypotheses, f"derived: {made}"


def once(*hypotheses):
    """The assumptions as an iterator, which is empty at its second use."""
    return iter([assume(h) for h in hypotheses])


def test_instantiate_with_an_iterator_of_signs():
    """c > 0 for every real c, and `false`, from nothing."""
    positive = combine(Gt(p, 0, evaluate=False), squares=[(p, 1)])
    keeps(Gt(c, 0), lambda: instantiate(positive, {p: c}, signs=once(Gt(c, 0))))
    keeps(Gt(c, 0), lambda: instantiate(positive, {p: c}, given=once(Gt(c, 0))))


def test_solve_with_an_iterator_of_equations():
    """a = 1 or a = -1, for every a, from nothing."""
    keeps(Eq(a**2, 1), lambda: solve_system(once(Eq(a**2, 1)), [a]))


def test_derivatives_with_an_iterator_of_symmetries():
    """grad <x, M x> = 2 M x for every M; the same for the Hessian and the curvature."""
    same = Eq(M.T, M)
    keeps(same, lambda: gradient(inner(x, M * x), x, 2 * M * x, given=once(same)))
    keeps(same, lambda: hessian(inner(x, M * x), x, 2 * M, given=once(same)))
    form, bend = inner(x, M * M * x), 2 * inner(M * y, M * y)
    keeps(same, lambda: curvature(form, x, y, bend, given=once(same)))


def test_contract_with_an_iterator_of_signs():
    """From a y = a z: y = z."""
    fact = assume(Eq(a * y, a * z))
    keeps(Ne(a, 0), lambda: contract(fact, left=1 / a, signs=once(Ne(a, 0))))


def test_geometric_with_an_iterator_of_signs():
    """From a(k+1) <= c a(k) with any c: a(k) <= c**k a(0)."""
    fact = assume(Le(seq(k + 1), c * seq(k)))
    keeps(Ge(c, 0), lambda: geometric(fact, seq(k), c, signs=once(Ge(c, 0))))


def test_telescope_with_an_iterator_of_signs():
    """A sum divided by c, which may vanish."""
    zero, last = identity(TRIVIAL_ZERO), Index("m")
    term, potential = -a / c, a * k / c
    keeps(Ne(c, 0), lambda: telescope(zero, term, potential, last, signs=once(Ne(c, 0))))


def test_axiom_with_an_iterator_of_facts():
    """An axiom for positive p at any c."""
    axiom = declare_axiom("holes.positive", [], Gt(p, -1, evaluate=False), "holes")
    keeps(Gt(c, 0), lambda: apply_axiom(axiom, {p: c}, given=once(Gt(c, 0))))


# Collapse: SymPy evaluates 1/0 = zoo, and then zoo = zoo + 1 is true. An undefined hypothesis
# does not hold, so a substitution must not make it true.

NEVER = Eq(1 / a, 1 / a + 1, evaluate=False)


def absurd() -> Fact:
    return combine(S.false, {assume(NEVER): 1}, squares=[(1, 1)])


def test_an_undefined_hypothesis_becomes_true():
    """`false` from `true`: 1/a = 1/a + 1 at a = 0 is zoo = zoo."""
    refuse(lambda: instantiate(absurd(), {a: 0}))


def test_an_undefined_premise_of_an_implication_becomes_true():
    """`false` from nothing."""
    refuse(lambda: instantiate(discharge(absurd(), NEVER), {a: 0}))


def test_an_undefined_premise_is_rewritten_to_true():
    """a is nonzero, for every real a, from nothing."""
    refuse(lambda: contradiction(Ne(a, 0), rewrite(discharge(absurd(), NEVER), assume(Eq(a, 0)))))


def test_an_undefined_premise_of_an_axiom_becomes_true():
    """`false` by an axiom whose premise never holds."""
    axiom = declare_axiom("holes.never", [NEVER], Eq(b, b + 1, evaluate=False), "holes")
    refuse(lambda: apply_axiom(axiom, {a: 0}))


# Generators of the normal form are ordinary symbols to the other rules.


def test_a_generator_of_the_normal_form_as_a_symbol():
    """<x, x> = -1 for every x, from nothing."""

    def attempt():
        length = Gram().scalar(inner(x, x))
        return instantiate(identity(Eq(inner(x, x), length)), {length: S.NegativeOne})

    refuse(attempt)


# Sizes.


def test_a_dimension_becomes_an_index():
    """<y, y> = 0 for every y of size 3, from nothing: only `assume` looks at running sizes."""

    def attempt():
        sized = combine(Eq(2 * inner(x, x), 0), {assume(Eq(inner(x, x), 0)): 2})
        sized = instantiate(instantiate(sized, {d: k + 1}), {k: 2})
        three, running = MatrixSymbol("x", 3, 1), MatrixSymbol("x", k + 1, 1)
        sized = instantiate(sized, {three: MatrixSymbol("y", 3, 1)})
        zero = ZeroMatrix(k + 1, 1)
        nothing = identity(Eq(Trace(zero.T * zero), 0, evaluate=False))
        return instantiate(sized, {running: zero}, given=[nothing])

    refuse(attempt)


def test_rewriting_a_dimension_that_is_a_function_value():
    """From h(0) = 3: <u, u> = 0 for every u of size 3. `free_symbols` does not see h(0)."""
    h = Function("h", integer=True, positive=True)
    sized = MatrixSymbol("u", h(0), 1)
    zero = ZeroMatrix(h(0), 1)

    def attempt():
        norm = combine(Eq(inner(sized, sized), 0), {assume(Eq(sized, zero)): sized})
        return instantiate(rewrite(norm, assume(Eq(h(0), 3))), {sized: zero})

    refuse(attempt)


# solve


def test_solve_for_a_function_value():
    """`false` from a(0)**2 = 1: a constant function value has no free symbols."""
    refuse(lambda: solve_system([assume(Eq(seq(0) ** 2, 1))], [seq(0)]))


def test_solve_for_a_number():
    """A root of a number as an unknown: refused by a crash."""
    refuse(lambda: solve_system([assume(Eq(a, sqrt(2)))], [a, sqrt(2)]))


# Realness and definedness of bound variables and of derivatives.


def test_integral_over_an_integer_variable_is_not_real():
    """(integral of (-1)**k over [0, 1])**2 >= 0; it is -4/pi**2."""
    total = Integral((-1) ** k, (k, 0, 1))
    refuse(lambda: combine(Ge(total**2, 0, evaluate=False), squares=[(1, total)]))


def test_positive_bound_variable_from_zero():
    """A sum with the term 1/0, a divergent integral: the lower end is 0, the variable positive."""
    m = Symbol("m", integer=True, positive=True)
    for total in (Sum(1 / m, (m, 0, n)), Integral(1 / p, (p, 0, 1))):
        refuse(lambda total=total: combine(Lt(total, total + 1, evaluate=False), squares=[(1, 1)]))


def test_fact_about_a_namesake_of_a_bound_variable_in_a_limit():
    """From m > 0 for the free m: a sum whose inner upper end is 1/m, m running through 0."""
    m = Symbol("m", integer=True)
    total = Sum(1, (k, 0, 1 / m), (m, -1, 1))
    positive = assume(Gt(m, 0))
    refuse(
        lambda: combine(Lt(total, total + 1, evaluate=False), squares=[(1, 1)], signs=[positive])
    )


def test_integral_without_ends():
    """Refused by a crash."""
    total = Integral(a, a)
    refuse(lambda: combine(Lt(total, total + 1, evaluate=False), squares=[(1, 1)]))


@pytest.mark.parametrize("rough", [Abs(a), sqrt(t)], ids=str)
def test_derivative_that_need_not_exist(rough):
    """D < D + 1 for a derivative that does not exist at 0."""
    slope = Derivative(rough, *rough.free_symbols)
    refuse(lambda: combine(Lt(slope, slope + 1, evaluate=False), squares=[(1, 1)]))


def test_monotone_and_derivative_of_complex_terms():
    """f(t) + I c <= f(0) + I c; 1 + exp(I c) counts as positive, and is 0 at c = pi."""
    falls = assume(Le(Derivative(f(t), t), 0))
    refuse(lambda: monotone(falls, f(t) + I * c))
    refuse(lambda: monotone(falls, f(t) + 1 / (1 + exp(I * c))))
    refuse(lambda: derivative(I * f(t), t))


# for_every does not look at its conclusion.


def test_for_every_concludes_an_undefined_equation():
    """(a/(a + b) + b/(a + b)) x = x for all a and b, also where a + b = 0."""
    v = MatrixSymbol("v", d, 1)
    claim = Eq(a / (a + b) * x + b / (a + b) * x, x, evaluate=False)
    refuse(lambda: for_every(identity(TRIVIAL_ZERO), v, claim))


def test_for_every_concludes_a_complex_equation():
    v = MatrixSymbol("v", d, 1)
    claim = Eq(x + I * y, I * y + x, evaluate=False)
    refuse(lambda: for_every(identity(TRIVIAL_ZERO), v, claim))


def test_for_every_concludes_an_ill_shaped_equation():
    """X I_r X = X X with X of size d."""
    v = MatrixSymbol("v", d, d)
    claim = Eq(MatMul(X, Identity(r), X, evaluate=False), X * X, evaluate=False)
    refuse(lambda: for_every(identity(TRIVIAL_ZERO), v, claim))


# Forgery by Python objects.


def test_contract_multiplies_by_the_object_not_by_its_term():
    """0 = z from x = x: the factor is checked as a term and multiplied as an object."""

    class Factor:
        sides = iter([O, z])

        def _sympy_(self):
            return S.One

        def __mul__(self, _):
            return next(self.sides)

    made = contract(assume(Eq(x, x, evaluate=False)), left=Factor())
    assert made.conclusion == Eq(x, x, evaluate=False), f"derived: {made}"


def test_cases_read_the_branches_twice():
    """b = 0 without the axiom it rests on: the second reading gives other facts."""
    axiom = declare_axiom("holes.b", [], Eq(b, 0, evaluate=False), "holes")
    cover, resting = kernel.split(a), apply_axiom(axiom)

    class Branches(dict):
        readings = 0

        def __getitem__(self, option):
            self.readings += 1
            return resting if self.readings <= len(self) else identity(TRIVIAL_ZERO)

    made = cases(cover, Branches(dict.fromkeys(cover.conclusion.args, resting)))
    assert made.axioms == {"holes.b"}, f"derived: {made}"


def test_instantiate_and_axioms_read_records_not_attributes():
    """c > -1 for every c: the hypotheses of the facts given are read as attributes."""
    genuine = Fact.__dict__["hypotheses"]
    axiom = declare_axiom("holes.positive", [], Gt(p, -1, evaluate=False), "holes")
    general = combine(Gt(p, -1, evaluate=False), squares=[(p, 1), (1, 1)])
    positive = assume(Gt(c, 0))
    try:
        type.__setattr__(Fact, "hypotheses", property(lambda _: frozenset()))
        made = [
            instantiate(general, {p: c}, signs=[positive]),
            apply_axiom(axiom, {p: c}, given=[positive]),
        ]
    finally:
        type.__setattr__(Fact, "hypotheses", genuine)
    assert all(Gt(c, 0) in fact.hypotheses for fact in made), f"derived: {made}"


def test_an_axiom_changed_after_its_declaration():
    """`false` by the name of a true axiom."""
    axiom = declare_axiom("holes.changed", [], Ge(a**2, 0, evaluate=False), "holes")

    def attempt():
        try:
            object.__setattr__(axiom, "conclusion", S.false)
        except AttributeError as read_only:
            raise KernelError("axioms are read-only") from read_only
        return apply_axiom(axiom)

    refuse(attempt)


def test_a_relation_that_hides_its_sides():
    """`false` from nothing: a subclass of `Le` shows 0 <= 0 to the rules and is a <= 0."""

    class Hidden(Le):
        lhs = property(lambda _: S.Zero)
        func = property(lambda _: Le)

    refuse(lambda: instantiate(combine(Hidden(a, S.Zero, evaluate=False)), {a: 1}))
