"""What the user holds: a run's result, its folder, and comparisons of runs."""

from arrears.result.comparison import Comparison, ComparisonWarning, compare
from arrears.result.folder import check_free
from arrears.result.pictures import PICTURES
from arrears.result.result import Result, open_run

__all__ = ["PICTURES", "Comparison", "ComparisonWarning", "Result", "check_free", "compare", "open_run"]
