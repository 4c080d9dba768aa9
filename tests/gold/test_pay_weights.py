"""The weights that tell pay and jobs done once are what fitting gives, and they hold where they were not fitted."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import one_off_weights, pay_weights
from orchestration.transforms.lookups import load_csv, load_yaml

PARTS = 3  # of the authors and files: to fit without each of them takes a minute
_DRIFT = 0.3  # rules of other fields shift signs a little; beyond it the weights are to be fitted anew


def test_the_weights_of_amounts_are_what_fitting_gives() -> None:
    fitted, kept = pay_weights.weights().signs, load_yaml("pay_weights")
    assert fitted["bias"] == pytest.approx(kept["bias"], abs=_DRIFT)
    for sign in fitted["signs"] | kept["signs"]:
        one, other = fitted["signs"].get(sign, 0.0), kept["signs"].get(sign, 0.0)
        assert one == pytest.approx(other, abs=_DRIFT), f"{sign}: python -m benchmarks.pay_weights --update"


def test_the_wording_of_pay_is_what_fitting_gives() -> None:
    fitted = pay_weights.weights().wording
    kept = {f"{row['place']}:{row['letters']}": float(row["weight"]) for row in load_csv("pay_wording")}
    for group in fitted | kept:
        one, other = fitted.get(group, 0.0), kept.get(group, 0.0)
        assert one == pytest.approx(other, abs=_DRIFT), f"{group!r}: python -m benchmarks.pay_weights --update"


def test_amounts_by_authors_not_fitted_are_told() -> None:
    is_pay = np.array([one.is_pay for one in pay_weights.examples()])
    said = pay_weights.chances_by_others(PARTS) >= load_yaml("thresholds")["likely_pay"]
    assert (said & is_pay).sum() / said.sum() >= 0.94
    assert (said & is_pay).sum() / is_pay.sum() >= 0.80


def test_the_wording_of_jobs_done_once_is_what_fitting_gives() -> None:
    fitted = one_off_weights.weights()
    kept = {row["letters"]: float(row["weight"]) for row in load_csv("one_off_wording")}
    for group in fitted | kept:
        one, other = fitted.get(group, 0.0), kept.get(group, 0.0)
        assert one == pytest.approx(other, abs=1.0), f"{group!r}: python -m benchmarks.one_off_weights --update"


def test_jobs_done_once_in_files_not_fitted_are_told() -> None:
    is_once = np.array([one.is_one_off and one.is_open for one in one_off_weights.examples()])
    said = one_off_weights.chances_by_others(PARTS) >= load_yaml("thresholds")["one_off"]
    assert (said & is_once).sum() / said.sum() >= 0.9
    assert (said & is_once).sum() / is_once.sum() >= 0.4
