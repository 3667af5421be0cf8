"""Generated inputs: other ones at every run at home, the same ones in CI, so that a change is judged by itself."""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
