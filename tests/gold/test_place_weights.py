"""The weights that tell places of work from others are those that fitting gives, and hold on posts not fitted."""

from __future__ import annotations

import pytest

from benchmarks import place_weights
from orchestration.transforms.lookups import load_yaml

_DRIFT = 0.3  # rules of formats shift surroundings a little; beyond it the weights are to be fitted anew


def test_the_weights_are_what_fitting_gives() -> None:
    fitted, kept = place_weights.weights(), load_yaml("place_weights")
    assert fitted["bias"] == pytest.approx(kept["bias"], abs=_DRIFT)
    for name in fitted["weights"] | kept["weights"]:
        one, other = fitted["weights"].get(name, 0.0), kept["weights"].get(name, 0.0)
        assert one == pytest.approx(other, abs=_DRIFT), f"{name}: python -m benchmarks.place_weights --update"


def test_places_of_posts_not_fitted_are_told() -> None:
    """These posts name more places that are none of the work than a channel does: four of ten mentions."""
    told = place_weights.counts(place_weights.cross_validated(), load_yaml("thresholds")["place_of_post"]["chance"])
    assert told.right / told.read >= 0.84
    assert told.found / told.stated >= 0.84
