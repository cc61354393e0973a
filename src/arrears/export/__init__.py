"""A stored run for other programs: a workbook, and Parquet tables that say their units."""

from arrears.export.parquet import write_parquet
from arrears.export.workbook import write_workbook

__all__ = ["write_parquet", "write_workbook"]
