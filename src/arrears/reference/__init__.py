"""The readable engine: one SimPy generator a borrower, the same rules and draws; the oracle of the fast one."""

from arrears.reference.run import ReferenceRun, run_reference

__all__ = ["ReferenceRun", "run_reference"]
