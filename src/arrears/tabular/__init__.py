"""Ordinary tables, as people download and export them: files -> texts by row and column, then numbers and dates.

:func:`arrears.tabular.reading.read_table` reads a file; nothing is interpreted there. What was found by looking
(encoding, separator, header) is in the table's notes. Numbers and dates are read by column, from the texts.
"""
