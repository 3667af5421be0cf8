"""Who takes whom by which way in what order, so that the expected number of lives is greatest."""

from palier.plan.problem import NEVER, Plan, Problem, Trip
from palier.plan.solve import PlannerMissing, planner, solve

__all__ = ["NEVER", "Plan", "PlannerMissing", "Problem", "Trip", "planner", "solve"]
