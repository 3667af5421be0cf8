"""Predictions against measurements: the comparisons, their statistics, and the runs that they need."""
