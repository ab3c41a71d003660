"""The linearisation of a model is linear in its parameters, and its squared loss is convex.

Source   Ma 2021, section 6 (equation (6.1)).
Claim    g = f0 + Phi (theta - theta0), a row of Phi the gradient of an output at theta0, L(theta) =
         |g - y|^2 / (2 n)  =>  g = Phi theta + (f0 - Phi theta0);  grad L = Phi' (g - y) / n;
         D^2 L = Phi' Phi / n, which does not depend on theta;  <v, D^2 L v> = |Phi v|^2 / n >= 0.
Covers   every number n of inputs and p of parameters; features of any rank: directions with
         Phi v = 0 are flat. The check linearises tanh networks in all their weights.
Silent   on how far g is from the model (linearisation_error), and on other losses.
"""

from sympy import Eq, Ge

from lemmata import Curvature, Gradient, HessianAt, Theorem, cite, inner
from models import linearised
from strategies import linearised as draws

thm = Theorem(
    "networks.linearised_model",
    catalogue=["ma.eq-6.1"],
    sources=[cite("Ma 2021", "equation (6.1)")],
)
n, p = thm.dimension("n p")
Phi = thm.matrix("Phi", n, p, "the gradients of the outputs at theta0, a row an input")
theta, theta0, v = thm.vector("theta theta0 v", p, "parameters, where they start, a direction")
f0, y, g = thm.vector("f0 y g", n, "outputs at theta0, targets, outputs of the linearised model")
r = f0 + Phi * (theta - theta0) - y
L = inner(r, r) / (2 * n)
grad, hess, bend = Gradient(L, theta), HessianAt(L, theta), Curvature(L, theta, v)
thm.measure(grad, "gradient")
thm.measure(hess, "hessian")
thm.measure(bend, "curvature")

model = thm.assume("model", Eq(g, f0 + Phi * (theta - theta0)))
linear = thm.conclude("linear", Eq(g, Phi * theta + (f0 - Phi * theta0)))
slope = thm.conclude("slope", Eq(grad, Phi.T * (g - y) / n))
constant = thm.conclude("constant", Eq(hess, Phi.T * Phi / n))
form = thm.conclude("form", Eq(bend, inner(Phi * v, Phi * v) / n))
convex = thm.conclude("convex", Ge(bend, 0))


@thm.proof(linear)
def multiply_out(k):
    return k.combine(linear, {model: 1})


@thm.proof(slope)
def first_derivative(k):
    found = k.gradient(L, theta, Phi.T * r / n)
    return k.combine(slope, {found: 1, k.contract(model, left=Phi.T): -1 / n})


@thm.proof(constant)
def second_derivative(k):
    return k.hessian(L, theta, constant.relation.rhs)


@thm.proof(form)
def along_a_line(k):
    return k.curvature(L, theta, v, form.relation.rhs)


@thm.proof(convex)
def a_square(k):
    return k.combine(convex, {along_a_line(k): 1}, squares=[(1 / n, Phi * v)])


thm.scales("features", Phi=1, theta=-1, theta0=-1)
thm.scales("outputs", f0=1, g=1, y=1, theta=1, theta0=1)
thm.scales("direction", v=1)
thm.invariant("rotation", n)
thm.invariant("rotation", p)
thm.limit("one input", {n: 1}, constant, Eq(hess, Phi.T * Phi).xreplace({n: 1}))

thm.open("swapped", "true: an identity in all these vectors", constant, form)
thm.open("swapped", "true: the curvature is a square, whichever vectors stand there", convex)

thm.check(linear, slope, constant, form, convex,
          on=linearised.tanh_network, draw=draws.tanh_networks, constructed=[model])  # fmt: skip
thm.reading("loss", L, (Phi, theta, theta0, f0, y), linearised.linearised_loss,
            {n: [1, 2, 4], p: [1, 2]})  # fmt: skip

at = {
    Phi: [[1, 2], [0, 1]], theta: [3, 1], theta0: [1, 2], f0: [1, 1], y: [0, 5], g: [1, 0],
    v: [1, -1],
}  # fmt: skip
flat = {Phi: [[1, 2]], theta: [1, 1], theta0: [0, 0], f0: [1], y: [2], g: [4], v: [2, -1]}
thm.example(at)
thm.example(flat, name="a flat direction")
thm.needs(model, {**at, g: [1, 1]}, breaks=linear)
thm.refutes("without the start", Eq(g, Phi * theta + f0), at, of=linear)
thm.refutes("the sum in place of the mean", Eq(grad, Phi.T * (g - y)), at, of=slope)
thm.refutes("twice", Eq(hess, 2 * Phi.T * Phi / n), at, of=constant)
thm.refutes("the size of v", Eq(bend, inner(v, v) / n), flat, of=form)
thm.refutes("strictly convex", bend > 0, flat, of=convex)
