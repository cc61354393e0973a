"""The outside world: unemployment, income, policy rate and looseness by month.

The names are in the modules: :mod:`arrears.macro.build` makes the paths, :mod:`arrears.macro.centre` and below it read
files without NumPy, so that a scenario can be checked quickly.
"""
