"""Devices and dtypes of the ball tests."""

from __future__ import annotations

import pytest
import torch

DEVICES = ("cpu", "cuda")


def _asked_for(config: pytest.Config) -> tuple[str, ...]:
    """The devices named by --device, where some plugin defines that option; else both."""
    try:
        asked = config.getoption("--device")
    except ValueError:
        return DEVICES
    if not asked:
        return DEVICES
    names = [asked] if isinstance(asked, str) else list(asked)
    return tuple(dict.fromkeys(n.strip().split(":")[0] for text in names for n in text.split(",")))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "device" in metafunc.fixturenames:
        metafunc.parametrize("device", _asked_for(metafunc.config), indirect=True)
    if "dtype" in metafunc.fixturenames:
        metafunc.parametrize("dtype", [torch.float64, torch.float32], ids=["f64", "f32"])


@pytest.fixture
def device(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if name == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    return name
