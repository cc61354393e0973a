"""Charts: each a pure function of arrays that takes and returns Axes; whole pictures are composed in `figure`."""

from arrears.plots.areas import stacked_buckets, stacked_causes
from arrears.plots.cohorts import vintage_curves
from arrears.plots.desk import contacts, utilisation
from arrears.plots.fan import fan
from arrears.plots.overlay import overlay, uplift
from arrears.plots.rolls import roll_matrix
from arrears.plots.theme import theme

__all__ = [
    "contacts",
    "fan",
    "overlay",
    "roll_matrix",
    "stacked_buckets",
    "stacked_causes",
    "theme",
    "uplift",
    "utilisation",
    "vintage_curves",
]
