"""Paths of a run that are finished and kept on disk while the others are run, so that a run that was killed goes on."""
