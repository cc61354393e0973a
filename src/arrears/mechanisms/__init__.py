"""Mechanisms that ship: a new one is a file here, its name in this list, and its key in ``scenario/schema.py``."""

from arrears.keys.section import Section as Section
from arrears.mechanisms.holidays import HOLIDAYS
from arrears.mechanisms.mechanism import Block as Block
from arrears.mechanisms.mechanism import Count as Count
from arrears.mechanisms.mechanism import LateAccount as LateAccount
from arrears.mechanisms.mechanism import Mechanism as Mechanism
from arrears.mechanisms.mechanism import Share as Share
from arrears.mechanisms.mechanism import Standing as Standing
from arrears.mechanisms.mechanism import Step as Step
from arrears.mechanisms.mechanism import When as When
from arrears.mechanisms.plans import PLANS

# In the order in which they act at one moment.
MECHANISMS: tuple[Mechanism, ...] = (PLANS, HOLIDAYS)
