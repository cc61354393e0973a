"""Machinery of compiled code: how records are read from arrays and kept in them. Nothing here knows of borrowers."""
