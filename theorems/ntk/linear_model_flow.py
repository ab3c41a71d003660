"""A model that is linear in its parameters has a constant kernel, and its residual decays by modes.

Source   Landscape slides, kernel point of view.
Claim    u = Phi theta, r = u - y, theta' = -(1/n) Phi' r, so u' = -(1/n) K r with K = Phi Phi',
         and K v = kappa v  =>  <v, u'> = -(kappa / n) <v, r>; so c = <v, r> has c' = -(kappa / n) c
         and c(t) = exp(-kappa t / n) c(0) exactly: r(t) = exp(-K t / n) r(0). Besides, <b, K b> =
         |Phi' b|^2: K > 0 exactly when the features Phi' e_i of the inputs are independent.
Covers   every number of inputs and features; repeated and zero eigenvalues: the part of r in the
         kernel of K stays for ever, which is the case for more inputs than features.
Silent   on the passage from modes to the matrix exponential, which the check makes (a spectral
         decomposition); on models that are not linear: the kernel of a network moves.
"""

from sympy import Derivative, Eq, Le, Rational, S, exp

from lemmata import Theorem, cite, inner
from models import kernel_flow
from strategies import kernel_flow as draws

thm = Theorem(
    "ntk.linear_model_flow",
    catalogue=["gf.linear-model"],
    sources=[cite("Landscape slides", "kernel point of view")],
)
N, p = thm.dimension("N p")
t = thm.time("t")
Phi = thm.matrix("Phi", N, p, "the features, a row an input")
K = thm.operator("K", N, "the tangent kernel")
v, b = thm.vector("v b", N, "an eigenvector of the kernel; any vector")
r_t, u_dot = thm.vector("r_t u_dot", N, "the residual and the velocity of the outputs at t")
kappa = thm.nonneg("kappa", "the eigenvalue of v")
n = thm.positive("n", "the number of inputs in the mean")
c = thm.functions("c", "the residual along v")
for term, name in {
    t: "t", c(t): "c_t", c(0): "c_0", Derivative(c(t), t): "c_dot"
}.items():  # fmt: skip
    thm.measure(term, name)

kernel = thm.assume("kernel", Eq(K, Phi * Phi.T))
eigen = thm.assume("eigen", Eq(K * v, kappa * v))
flow = thm.assume("flow", Eq(u_dot, -K * r_t / n))
mode = thm.assume("mode", Eq(Derivative(c(t), t), -kappa / n * c(t)))
speed = thm.conclude("speed", Eq(inner(v, u_dot), -kappa / n * inner(v, r_t)))
decay = thm.conclude("decay", Eq(c(t), exp(-kappa * t / n) * c(0)))
square = thm.conclude("square", Eq(inner(b, K * b), inner(Phi.T * b, Phi.T * b)))


@thm.proof(speed)
def project(k):
    return k.combine(speed, {flow: v, eigen: -r_t / n, kernel: (r_t * v.T - v * r_t.T) / n})


@thm.proof(decay)
def gronwall_both_ways(k):
    rate = -kappa / n
    above = k.combine(Le(Derivative(c(t), t), rate * c(t)), {mode: -1})
    below = k.combine(Le(-Derivative(c(t), t), -rate * c(t)), {mode: 1})
    upper, lower = k.gronwall(above, c(t), rate), k.gronwall(below, -c(t), rate)
    return k.squeeze(upper, lower)


@thm.proof(square)
def transpose(k):
    return k.combine(square, {kernel: b * b.T})


thm.scales("features", Phi=1, K=2, u_dot=2, kappa=2, t=-2)
thm.scales("number of inputs", u_dot=-1, n=1, t=1)
thm.scales("residual", r_t=1, u_dot=1)
thm.scales("mode", c=1)
thm.scales("eigenvector", v=1)
thm.scales("vector", b=1)
thm.invariant("rotation", N)
thm.invariant("rotation", p)
thm.limit("no mean", {n: 1}, speed, Eq(inner(v, u_dot), -kappa * inner(v, r_t)))
thm.limit("no mean", {n: 1}, decay, Eq(c(t), exp(-kappa * t) * c(0)))

thm.check(
    speed,
    decay,
    square,
    on=kernel_flow.linear_model,
    draw=draws.linear_models,
    constructed=[kernel, eigen, flow, mode],
)

# Two inputs with the features (2, 0) and (0, 1), n = 2, along the first.
at = {
    Phi: [[2, 0], [0, 1]], v: [1, 0], b: [1, 3], r_t: [3, 5], u_dot: [-6, "-5/2"], kappa: 4, n: 2,
    "c": lambda t: 3 * exp(-2 * t), K: [[4, 0], [0, 1]],
}  # fmt: skip
thm.example(at)
# Three inputs with one feature: along (1, -1, 0) nothing moves.
idle = {
    Phi: [[1], [1], [1]], v: [1, -1, 0], b: [1, -1, 0], r_t: [2, 0, 1], u_dot: [-1, -1, -1], n: 3,
    kappa: 0, "c": lambda t: S(2), K: [[1] * 3] * 3,
}  # fmt: skip
thm.example(idle, name="more inputs than features")
thm.needs(kernel, {**at, Phi: [[1, 0], [0, 1]]}, breaks=square)
thm.needs(eigen, {**at, v: [1, 1]}, breaks=speed)
thm.needs(flow, {**at, u_dot: [6, "5/2"]}, breaks=speed)
thm.needs(mode, {**at, "c": lambda t: 3 * exp(-t)}, breaks=decay, name="a kernel that moves")
tiny, small = Rational(1, 10**9), Rational(1, 1000)
for factor in (1 + tiny, 1 - tiny, 1 + small, 1 - small, 2):  # and 1/2: a kernel that moves
    other = {**at, "c": lambda t, a=factor: 3 * exp(-2 * a * t)}
    thm.needs(mode, other, breaks=decay, name=f"the exponent times {factor}")
turned = {**at, "c": lambda t: 3 * exp(-t / 2)}
thm.needs(mode, turned, breaks=decay, name="n and kappa swapped")
thm.refutes("without 1/n", Eq(inner(v, u_dot), -kappa * inner(v, r_t)), at, of=speed)
thm.refutes("twice the exponent", Eq(c(t), exp(-2 * kappa * t / n) * c(0)), at, of=decay)
thm.refutes("everything decays", c(t) ** 2 <= exp(-2 * t / n) * c(0) ** 2, idle, of=decay)
thm.refutes("definite for any features", inner(b, K * b) >= inner(b, b), idle, of=square)
