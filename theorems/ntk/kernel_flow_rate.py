"""The residual decays exponentially while the tangent kernel stays positive definite.

Source   Landscape slides, gradient flow ("consider d/dt (exp(lam0 t / n) |u - y|^2 / 2)").
Claim    R = |u - y|^2 / 2, u' = -(1/n) H(t) (u - y), so R' = -q / n with q = <u - y, H(t) (u - y)>,
         and q >= 2 mu R, as H(t) >= mu I gives, at every time up to t  =>
         R(t) <= exp(-2 mu t / n) R(0), that is |u - y| <= exp(-mu t / n) |u(0) - y|.
Covers   every number of inputs; kernels that move with time and need not be symmetric; mu = 0; a
         loss without 1/n (n = 1). The source has half of the exponent, which is true and a factor
         2 slow: right as it stands for H(t) >= (mu / 2) I only. R <= eps from
         t = (n / (2 mu)) log(R(0) / eps) on.
Silent   on why the kernel stays positive definite; on other losses.
"""

from sympy import Derivative, Eq, Le, Rational, S, exp

from lemmata import Theorem, cite
from models import kernel_flow
from strategies import kernel_flow as draws

thm = Theorem(
    "ntk.kernel_flow_rate",
    catalogue=["gf.exponential-decay"],
    sources=[cite("Landscape slides", "gradient flow with a positive definite kernel")],
)
t = thm.time("t")
R = thm.functions("R", "half the square of the residual", nonnegative=True)
q = thm.functions("q", "the residual in the quadratic form of the kernel")
n = thm.positive("n", "the number of inputs in the mean")
mu = thm.nonneg("mu", "a lower bound of the kernel")
for term, name in {
    t: "t", R(t): "R_t", R(0): "R_0", q(t): "q_t", Derivative(R(t), t): "R_dot"
}.items():  # fmt: skip
    thm.measure(term, name)

flow = thm.assume("flow", Eq(Derivative(R(t), t), -q(t) / n))
definite = thm.assume("definite", q(t) >= 2 * mu * R(t))
rate = thm.conclude("rate", R(t) <= exp(-2 * mu * t / n) * R(0))


@thm.proof(rate)
def gronwall(k):
    decay = k.combine(Le(Derivative(R(t), t), -2 * mu / n * R(t)), {flow: -1, definite: 1 / n})
    return k.gronwall(decay, R(t), -2 * mu / n)


thm.scales("loss", R=1, q=1)
thm.scales("time", q=-1, mu=-1, t=1)
thm.scales("number of inputs", q=1, n=1, mu=1)
thm.limit("one input", {n: 1}, rate, R(t) <= exp(-2 * mu * t) * R(0))
thm.open(
    "constant",
    "a factor above 1 makes the residual fall faster: R' = -a q / n <= -q / n for a >= 1, as "
    "q >= 2 mu R >= 0, and the rate holds",
    flow,
)
thm.open(
    "constant",
    "a slower decay is implied, since exp increases, which the kernel does not use",
    rate,
)

thm.check(rate, on=kernel_flow.residual_flow, draw=draws.residuals, constructed=[flow, definite])

# H = I, n = 2, from a residual of length 1.
half = {"R": lambda t: exp(-t) / 2, "q": lambda t: exp(-t), "mu": 1, "n": 2}
thm.sharp(rate, half, name="H = I")
# The same input twice with the labels 1 and -1: H is singular, the residual (1, -1) stays.
twice = {"R": lambda t: S.One, "q": lambda t: S.Zero, "mu": 1, "n": 1}
thm.needs(definite, twice, name="duplicated inputs")


def fading(t):
    return exp(2 * exp(-t) - 2) / 2


# H(t) = exp(-t) is positive at every time, and the residual tends to 1/e.
thm.needs(
    definite,
    {"R": fading, "q": lambda t: 2 * exp(-t) * fading(t), "mu": 1, "n": 1},
    name="a kernel that fades",
)
thm.needs(flow, {"R": lambda t: S.Half, "q": lambda t: S.One, "mu": 1, "n": 1})
for a in (1 - Rational(1, 10**9), Rational(999, 1000)):
    slow = {"R": lambda t, a=a: exp(-a * t) / 2, "q": lambda t, a=a: exp(-a * t)}
    thm.needs(flow, {**half, **slow}, name=f"slower by the factor {a}")
thm.refutes("|u - y| <= exp(-2 mu t / n) |u(0) - y|", R(t) <= exp(-4 * mu * t / n) * R(0), half)
thm.refutes("the rate without 1/n", R(t) <= exp(-2 * mu * t) * R(0), half)
