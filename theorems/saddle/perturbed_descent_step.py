"""A step of perturbed gradient descent differs from a gradient step by at most (1 + eta l) r.

Source   Escaping notes, section 2.5 (perturbed gradient descent); Bruna 2018, slides on perturbed
         gradient descent.
Claim    y = x + xi - eta grad f(x + xi), |grad f(x + xi) - grad f(x)| <= l |xi|, |xi|^2 <= r^2 due,
         due = 1 when a perturbation is due and 0 otherwise  =>
         |y - (x - eta grad f(x))|^2 <= due (1 + eta l)^2 r^2.
Covers   every dimension and step; where the gradient is long, or was short lately, due = 0 and the
         step is a plain gradient step. Equality on f = -l |x|^2 / 2 with |xi| = r.
Silent   on the law of xi (perturbation_law), without which a missing perturbation goes unseen.
"""

from sympy import Eq

from lemmata import Theorem, cite, inner
from models import perturbed_descent
from models.perturbed_descent import exact_step as at
from strategies import perturbed_descent as draws

thm = Theorem(
    "saddle.perturbed_descent_step",
    catalogue=["jin.pgd-theorem"],
    supports=["saddle.pgd-main"],
    sources=[
        cite("Escaping notes", "section 2.5"),
        cite("Bruna 2018", "perturbed gradient descent"),
    ],
)
d = thm.dimension("d")
x, y, xi = thm.vector("x y xi", d, "iterate, next iterate, perturbation")
g, gm = thm.vector("g gm", d, "gradient at x, gradient at x + xi")
l, eta = thm.positive("l eta", "smoothness constant, step length")  # noqa: E741
r, due = thm.nonneg("r due", "radius of the ball, 1 where a perturbation is due")
off = y - x + eta * g

update = thm.assume("update", Eq(y, x + xi - eta * gm))
smooth = thm.assume("smooth", inner(gm - g, gm - g) <= l**2 * inner(xi, xi))
ball = thm.assume("ball", inner(xi, xi) <= due * r**2)
near = thm.conclude("near", inner(off, off) <= due * (1 + eta * l) ** 2 * r**2)


@thm.proof(near)
def triangle_inequality(k):
    moved = xi - eta * (gm - g)
    bound = k.combine(
        inner(moved, moved) <= due * (1 + eta * l) ** 2 * r**2,
        {smooth: eta**2 + eta / l, ball: (1 + eta * l) ** 2},
        squares=[(eta / l, l * xi + gm - g)],
    )
    return k.combine(near, {bound: 1, update: -(off + moved)})


thm.scales("objective", g=1, gm=1, l=1, eta=-1)
thm.scales("argument", x=1, y=1, xi=1, g=-1, gm=-1, l=-2, eta=2, r=1)
thm.scales("flag", r=-1, due=2)
thm.invariant("rotation", d)
thm.limit("step 0", {eta: 0}, near, inner(y - x, y - x) <= due * r**2)
shorter = "true: a step with c xi in place of xi, 0 <= c <= 1, is off by at most (c + eta l) |xi|"
thm.open("constant", shorter, update)
thm.open("term dropped", shorter + "; c = 0 here", update)

thm.check(
    near,
    on=perturbed_descent.perturbed_step,
    draw=draws.perturbed_steps,
    constructed=[update, smooth, ball],
)

thm.sharp(near, at("0", "-1", "1"), name="noise on the sphere, at a maximum")
thm.example(at("3", "-1", "0", due=0), name="no perturbation where the gradient is long")
thm.needs(update, at("0", "-1", "1", y=["5"]))
thm.needs(smooth, at("0", "-4", "1", l=1), name="more curvature than l")
thm.needs(ball, at("0", "-1", "2"), name="twice the radius")
thm.refutes("|y - (x - eta g)| <= r", inner(off, off) <= due * r**2, at("0", "-1", "1"))
