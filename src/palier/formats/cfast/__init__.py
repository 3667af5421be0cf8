"""CFAST 7 input files: read into scenarios."""

from palier.formats.cfast.case import CfastCase
from palier.formats.cfast.read import read_case, read_cfast

__all__ = ["CfastCase", "read_case", "read_cfast"]
