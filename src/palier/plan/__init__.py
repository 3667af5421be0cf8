"""Who takes whom by which way in what order, so that the expected number of lives is greatest."""

from palier.plan.problem import NEVER as NEVER
from palier.plan.problem import Plan as Plan
from palier.plan.problem import Problem as Problem
from palier.plan.problem import Trip as Trip
from palier.plan.solve import PlannerMissing as PlannerMissing
from palier.plan.solve import solve as solve
