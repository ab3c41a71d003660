"""Facts cannot be made, copied, changed or passed off except by the rules."""

from __future__ import annotations

import copy
import dataclasses
import gc
import pickle
import weakref
from types import SimpleNamespace

import pytest
from sympy import And, Eq, Ge, Lt, Or, S

import lemmata.kernel as kernel
from lemmata.kernel import Fact, Forgery, assume, facts, is_fact, record

from .refuse.vocabulary import a, b, k, p, seq, t, x

FALSE = Eq(S.Zero, 1, evaluate=False)


@pytest.fixture
def genuine() -> Fact:
    return assume(Ge(a, b))


@pytest.fixture
def empty() -> Fact:
    return object.__new__(Fact)


@pytest.mark.parametrize(
    "arguments",
    [(), (FALSE,), (FALSE, frozenset()), (FALSE, frozenset(), frozenset(), "identity", (), {})],
    ids=["none", "conclusion", "hypotheses", "record"],
)
def test_the_constructor(arguments):
    with pytest.raises(Forgery, match="kernel rules only"):
        Fact(*arguments)
    with pytest.raises(Forgery, match="kernel rules only"):
        Fact(conclusion=FALSE)


@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, pickle.dumps, lambda fact: copy.deepcopy([fact])],
    ids=["copy", "deepcopy", "pickle", "deepcopy of a list"],
)
def test_copies(genuine, duplicate):
    with pytest.raises((Forgery, TypeError), match=r"cannot be copied or pickled|__reduce_ex__"):
        duplicate(genuine)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_pickle_protocol(genuine, protocol):
    with pytest.raises(Forgery, match="cannot be copied or pickled"):
        pickle.dumps(genuine, protocol=protocol)


def test_a_handwritten_pickle_makes_an_empty_handle_at_best():
    construct = b"clemmata.kernel.facts\nFact\n(tR."
    with pytest.raises(Forgery, match="kernel rules only"):
        pickle.loads(construct)
    allocate = b"ccopyreg\n_reconstructor\n(clemmata.kernel.facts\nFact\nc__builtin__\nobject\nNtR."
    handle = pickle.loads(allocate)
    assert not is_fact(handle)
    with pytest.raises(Forgery, match="not a fact"):
        record(handle)


def test_replace(genuine):
    with pytest.raises((TypeError, Forgery)):
        dataclasses.replace(genuine, conclusion=FALSE)
    if hasattr(copy, "replace"):
        with pytest.raises((TypeError, Forgery)):
            copy.replace(genuine, conclusion=FALSE)
    with pytest.raises((TypeError, Forgery)):
        genuine.__replace__(conclusion=FALSE)


@pytest.mark.parametrize(
    "name", ["conclusion", "hypotheses", "axioms", "__class__", "_conclusion", "__dict__", "new"]
)
def test_attribute_writes(genuine, name):
    with pytest.raises(Forgery, match="read-only"):
        setattr(genuine, name, FALSE)
    assert genuine.conclusion == Ge(a, b)


@pytest.mark.parametrize("name", ["conclusion", "hypotheses", "axioms", "_conclusion"])
def test_attribute_writes_behind_its_back(genuine, name):
    with pytest.raises(AttributeError):
        object.__setattr__(genuine, name, FALSE)
    with pytest.raises(AttributeError):
        object.__delattr__(genuine, name)
    assert genuine.conclusion == Ge(a, b)


@pytest.mark.parametrize(
    "name", ["conclusion", "__new__", "__eq__", "__hash__", "__reduce_ex__", "anything"]
)
def test_class_writes(name):
    with pytest.raises(Forgery, match="class Fact cannot be changed"):
        setattr(Fact, name, property(lambda _: FALSE))


def test_class_deletions():
    with pytest.raises(Forgery, match="class Fact cannot be changed"):
        del Fact.conclusion


def test_monkeypatching_the_conclusion(monkeypatch, genuine):
    with pytest.raises(Forgery), monkeypatch.context() as patch:
        patch.setattr(Fact, "conclusion", property(lambda _: FALSE))
    assert genuine.conclusion == Ge(a, b)


def test_subclassing():
    with pytest.raises(Forgery, match="subclassed"):

        class Mine(Fact):
            pass

    with pytest.raises(Forgery, match="subclassed"):
        type(Fact)("Mine", (Fact,), {"__init_subclass__": classmethod(lambda _: None)})


def test_class_assignment(genuine):
    class Lookalike:
        __slots__ = ("__weakref__",)
        conclusion = FALSE
        hypotheses = axioms = frozenset()

    lookalike = Lookalike()
    lookalike.__class__ = Fact  # the layouts agree, so Python allows it
    assert not is_fact(lookalike)
    with pytest.raises(Forgery, match="not a fact"):
        kernel.both(lookalike)
    object.__setattr__(genuine, "__class__", Lookalike)
    assert not is_fact(genuine)
    with pytest.raises(Forgery, match="not a fact"):
        kernel.both(genuine)


def test_a_lookalike_is_not_a_premise():
    lookalike = SimpleNamespace(conclusion=FALSE, hypotheses=frozenset(), axioms=frozenset())
    with pytest.raises(Forgery, match="not a fact"):
        kernel.both(lookalike)
    with pytest.raises((Forgery, TypeError)):
        kernel.combine(Ge(a, a, evaluate=False), signs=[lookalike])


def test_equality_cannot_be_borrowed(genuine):
    class Same:
        __hash__ = object.__hash__

        def __eq__(self, _: object) -> bool:
            return True

    assert not is_fact(Same())
    assert genuine != assume(Ge(a, b))


RULES = {
    "combine": lambda h: kernel.combine(Ge(a, b), {h: 1}),
    "combine signs": lambda h: kernel.combine(Ge(a, a - 1), squares=[(1, 1)], signs=[h]),
    "identity": lambda h: kernel.identity(Eq(a, a, evaluate=False), given=[h]),
    "contract": lambda h: kernel.contract(h, left=x.T),
    "instantiate": lambda h: kernel.instantiate(h, {}),
    "instantiate given": lambda h: kernel.instantiate(assume(Ge(a, b)), {}, given=[h]),
    "instantiate signs": lambda h: kernel.instantiate(assume(Ge(a, b)), {}, signs=[h]),
    "rewrite": lambda h: kernel.rewrite(h, assume(Eq(a, b))),
    "rewrite by": lambda h: kernel.rewrite(assume(Ge(a, b)), h),
    "zero_product": kernel.zero_product,
    "cases": lambda h: kernel.cases(h, {}),
    "cases branch": lambda h: kernel.cases(assume(Ge(a, b)), {Ge(a, b): h}),
    "contradiction": lambda h: kernel.contradiction(Ge(a, b), h),
    "clash": lambda h: kernel.clash(h, h),
    "discharge": lambda h: kernel.discharge(h, Ge(a, b)),
    "iff": lambda h: kernel.iff(h, h),
    "both": kernel.both,
    "part": lambda h: kernel.part(h, Ge(a, b)),
    "either": lambda h: kernel.either(h, Or(a > 0, b > 0)),
    "modus_ponens": lambda h: kernel.modus_ponens(h, h),
    "squeeze": lambda h: kernel.squeeze(h, h),
    "vanishing": kernel.vanishing,
    "for_every": lambda h: kernel.for_every(h, x, Eq(x, x)),
    "gradient": lambda h: kernel.gradient(kernel.inner(x, x), x, 2 * x, given=[h]),
    "curvature": lambda h: kernel.curvature(kernel.inner(x, x), x, x, 2, given=[h]),
    "geometric": lambda h: kernel.geometric(h, seq(k), p),
    "geometric signs": lambda h: kernel.geometric(
        assume(seq(k + 1) <= p * seq(k)), seq(k), p, signs=[h]
    ),
    "telescope": lambda h: kernel.telescope(h, seq(k), seq(k), kernel.Index("m")),
    "derivative": lambda h: kernel.derivative(t, t, signs=[h]),
    "monotone": lambda h: kernel.monotone(h, t),
    "gronwall": lambda h: kernel.gronwall(h, t, 1),
    "integral": lambda h: kernel.integral(h, t, t),
    "solve": lambda h: kernel.solve_system([h], [a]),
    "record": record,
}


@pytest.mark.parametrize("use", RULES.values(), ids=RULES)
def test_no_rule_recognises_an_empty_handle(use, empty):
    with pytest.raises(Forgery, match="not a fact of this kernel"):
        use(empty)


def test_an_empty_handle_says_nothing(empty):
    assert not is_fact(empty)
    for name in ("conclusion", "hypotheses", "axioms"):
        with pytest.raises(Forgery, match="not a fact"):
            getattr(empty, name)
    with pytest.raises(Forgery, match="not a fact"):
        repr(empty)


def test_mint_outside_the_kernel():
    with pytest.raises(Forgery, match="is not a kernel rule"):
        facts.mint(FALSE)
    with pytest.raises(Forgery, match="is not a kernel rule"):
        facts.mint(FALSE, hypotheses=frozenset())


def test_mint_from_a_function_named_like_a_rule():
    def combine() -> Fact:
        return facts.mint(FALSE, hypotheses=frozenset())

    with pytest.raises(Forgery, match="'combine' is not a kernel rule"):
        combine()


def test_mint_through_exec_and_lambda():
    with pytest.raises(Forgery, match="is not a kernel rule"):
        exec("mint(false)", {"mint": facts.mint, "false": FALSE})
    with pytest.raises(Forgery, match="is not a kernel rule"):
        (lambda: facts.mint(FALSE))()


def test_no_rule_after_sealing():
    with pytest.raises(Forgery, match="sealed"):

        @facts.rule
        def anything() -> Fact:
            return facts.mint(FALSE, hypotheses=frozenset())

    facts.seal()
    with pytest.raises(Forgery, match="sealed"):
        facts.rule(lambda: facts.mint(FALSE))


def test_records_are_read_only(genuine):
    said = record(genuine)
    with pytest.raises(AttributeError):
        said.conclusion = FALSE
    with pytest.raises(TypeError):
        said.params["x"] = 1
    assert isinstance(said.hypotheses, frozenset)
    changed = said._replace(conclusion=FALSE)
    assert not is_fact(changed)
    assert record(genuine).conclusion == Ge(a, b)


def test_a_dead_fact_leaves_no_place_to_take():
    fact = assume(Ge(a, b))
    gone = weakref.ref(fact)
    del fact
    gc.collect()
    assert gone() is None
    assert not any(is_fact(object.__new__(Fact)) for _ in range(1000))


def test_weak_references_and_proxies_are_not_facts(genuine):
    assert not is_fact(weakref.proxy(genuine))
    with pytest.raises(Forgery):
        kernel.both(weakref.proxy(genuine))


def test_mutable_arguments_cannot_be_changed_later():
    parts = {assume(Ge(a, b)): 1}
    fact = kernel.combine(Ge(a, b), parts)
    parts.clear()
    assert fact.hypotheses == {Ge(a, b)}
    assert len(record(fact).premises) == 1


def test_facts_are_hashable_handles(genuine):
    assert {genuine: 1}[genuine] == 1
    assert genuine in {genuine}
    assert And(Ge(a, b), Lt(a, b)) == S.false
