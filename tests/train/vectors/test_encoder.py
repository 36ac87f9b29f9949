"""Two networks around the ball: vectors of any unit, points within the cap, weights of the seed."""

import pytest
import torch

from hrq.runs.config import make_settings
from hrq.train.vectors.encoder import Autoencoder


def vectors(scale: float = 1.0, shift: float = 0.0) -> torch.Tensor:
    return torch.randn(200, 5, generator=torch.Generator().manual_seed(0)) * scale + shift


@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (1e-3, 7.0), (1e6, -1e6), (1e30, 0.0)])
def test_the_networks_see_centred_vectors_of_unit_spread(scale: float, shift: float) -> None:
    given = vectors(scale, shift)
    model = Autoencoder(given, make_settings(dimension=2))
    scaled = model.scaled(given)
    assert scaled.mean(dim=0).abs().max() < 1e-2
    assert float(scaled.square().mean()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("c", [0.25, 4.0])
def test_no_point_lies_beyond_the_cap(c: float) -> None:
    model = Autoencoder(vectors(), make_settings(dimension=2, curvature=c, radius_cap=0.5))
    with torch.no_grad():
        radii = model.encode(1e4 * vectors()).norm(dim=1) * c**0.5
        assert float(radii.max()) == pytest.approx(0.5, abs=1e-4)
        near = model.encode(1e-3 * vectors()).norm(dim=1) * c**0.5
        assert float(near.max()) < 0.1
        assert model.decode(model.encode(vectors())).shape == (200, 5)


def test_weights_are_those_of_the_seed() -> None:
    first, again, other = (Autoencoder(vectors(), make_settings(dimension=2, seed=seed)) for seed in (1, 1, 2))
    weights = [model.inwards[0].weight for model in (first, again, other)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])
    assert float(weights[0].detach().abs().max()) == pytest.approx(5**-0.5, rel=0.02)
    assert not first.outwards[0].bias.any()
