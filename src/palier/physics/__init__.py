"""Published formulas as pure, compiled functions: scalars in, scalars out, SI."""
