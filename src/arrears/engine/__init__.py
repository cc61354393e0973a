"""The fast engine: SimPy keeps the calendar, compiled kernels do the arithmetic."""
