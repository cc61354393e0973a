"""Everything about what a run opens with: the seasoned pool, tapes and given books, books that are held."""

from arrears.opening.book import OpeningBook, column_map_of, open_book, seasoned_book

__all__ = ["OpeningBook", "column_map_of", "open_book", "seasoned_book"]
