"""Mechanisms that ship: a new one is a file here, its name in this list, and its key in ``scenario/schema.py``."""

from arrears.mechanisms.holidays import HOLIDAYS
from arrears.mechanisms.mechanism import Mechanism
from arrears.mechanisms.plans import PLANS

# In the order in which they act at one moment.
MECHANISMS: tuple[Mechanism, ...] = (PLANS, HOLIDAYS)
