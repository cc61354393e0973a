"""A report of stored runs: one page that needs neither a server nor a network."""

from arrears.report.write import write_report

__all__ = ["write_report"]
