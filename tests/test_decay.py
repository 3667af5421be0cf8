"""What is left of something that decays."""

import numpy as np
import pytest

from palier.physics.decay import SHORT, decayed


@pytest.mark.parametrize("time", [1e-300, 1e-9, 0.3 * SHORT, 0.999 * SHORT, SHORT, 0.1, 1.0, 30.0, 800.0, -0.01, -2.0])
def test_what_has_decayed_is_known_to_the_last_digits(time):
    assert decayed(time) == pytest.approx(-np.expm1(-time), rel=4e-16, abs=0.0)


def test_nothing_has_decayed_at_once_and_all_in_the_end():
    assert decayed(0.0) == 0.0
    assert decayed(np.inf) == 1.0
