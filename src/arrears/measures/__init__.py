"""Measures: pure functions of a run's dataset, one noun of the field a file."""

from arrears.measures.catalogue import CURVES, MEASURES, VINTAGES, Measure, measure_of, measures_of

__all__ = ["CURVES", "MEASURES", "VINTAGES", "Measure", "measure_of", "measures_of"]
