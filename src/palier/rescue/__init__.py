"""Rescue as a plan: who is trapped and for how long, who takes whom, and what that is worth when played back."""

from palier.rescue.rescue import NothingToPlan as NothingToPlan
from palier.rescue.rescue import Rescue as Rescue
from palier.rescue.rescue import rescue as rescue
