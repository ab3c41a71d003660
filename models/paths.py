"""stub"""
def measure_sequence(thm, k, **functions):
    for name, f in functions.items():
        thm.measure(f(k), f"{name}_k")
        thm.measure(f(k + 1), f"{name}_k1")
        thm.measure(f(0), f"{name}_0")
