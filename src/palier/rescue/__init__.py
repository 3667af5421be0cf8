"""Rescue as a plan: who is trapped and for how long, who takes whom, and what that is worth when played back."""

from palier.rescue.rescue import NothingToPlan, Rescue, rescue

__all__ = ["NothingToPlan", "Rescue", "rescue"]
