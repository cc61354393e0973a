"""Policies that ship: a new one is a file here, its name in this list, and its key in ``scenario/schema.py``."""

from arrears.policies.policy import Figures as Figures
from arrears.policies.policy import Moves as Moves
from arrears.policies.policy import Policy as Policy
from arrears.policies.regulator import REGULATOR

# In the order in which they review.
POLICIES: tuple[Policy, ...] = (REGULATOR,)
