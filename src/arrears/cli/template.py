"""What `arrears new NAME` writes for a new name: a scenario that says what can be changed."""

from __future__ import annotations

TEMPLATE = """\
# A scenario for arrears. It starts from the baseline; only what differs is written here.
# `arrears validate` checks it, `arrears show` prints it with the baseline put in, `arrears run` runs it.

name: NAME
description: Unemployment rises over half a year and stays high; incomes dip and recover.
extends: baseline.yaml

# start: 2020-01            # month 1; month 0 is the opening book
# months: 36

macro:
  unemployment:
    # level: 5.2%           # where it stands without shocks
    shocks:
      # up by 3 percentage points between months 3 and 8, and no way back
      - {shape: ramp, start: month 3, size: +3pp, rise: 6}
  income:                   # of those in work, against its trend
    shocks:
      # 4% lower from month 3, for 6 full months more, then back within a year
      - {shape: pulse, start: month 3, size: -4%, rise: 1, hold: 6, fade: 12}

# Shapes: step, ramp (rise), pulse (rise, hold, fade), v (rise), u (rise, hold), l (rise, fade, remain), points.

# lender:
#   underwriting: {cutoff: 600}             # lowest score approved, 300 to 850
#   collections:
#     contacts_per_day: 5%                  # of the normal worklist; or a number of contacts
#     shocks:
#       - {shape: step, start: month 3, size: -50%}      # the desk at half strength

# market:
#   competition:
#     looseness:                            # 0 = today's standards, up to 3
#       shocks:
#         - {shape: ramp, start: month 3, size: 1.0, rise: 6}

# run: {paths: 200, seed: 1}
"""
