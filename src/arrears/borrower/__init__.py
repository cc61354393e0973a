"""Rules of the borrower, one a file: work, income, spending, financing of a gap, paying."""
