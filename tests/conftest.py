"""Fixtures for all tests; makes `fabricated` importable from every folder of tests."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

# No limit of time for one example: the first one compiles, and machines differ.
settings.register_profile("arrears", deadline=None)
settings.load_profile("arrears")
