"""Devices for benchmarks, timed runs with CUDA events, and the environment in the stored JSON."""

from __future__ import annotations

import platform
from collections.abc import Callable

import flint
import numpy as np
import pytest
import sympy
import torch


def pytest_benchmark_update_machine_info(config, machine_info):
    machine_info["lemmata"] = {
        "torch": torch.__version__,
        "sympy": sympy.__version__,
        "numpy": np.__version__,
        "python_flint": flint.__version__,
        "python": platform.python_version(),
        "threads": torch.get_num_threads(),
        "cuda": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
        "tf32": torch.backends.cuda.matmul.allow_tf32,
    }


@pytest.fixture(params=["cpu", "cuda"])
def device(request):
    if request.param == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device on this machine")
    return request.param


@pytest.fixture
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def seconds(device) -> Callable[[Callable[[], object], int], float]:
    """`seconds(run, times)`: the least time of a run; CUDA events on the device, else the clock."""
    from time import perf_counter

    def clock(run: Callable[[], object]) -> float:
        start = perf_counter()
        run()
        return perf_counter() - start

    def events(run: Callable[[], object]) -> float:
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        run()
        end.record()
        torch.cuda.synchronize()
        return start.elapsed_time(end) / 1000

    measure = events if device == "cuda" else clock

    def least(run: Callable[[], object], times: int = 7) -> float:
        run()
        return min(measure(run) for _ in range(times))

    return least
