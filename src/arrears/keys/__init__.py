"""What a key of the scenario file can hold: kinds of values, sections, series by month and shapes of shocks."""
