"""Rules of the lender, one a file: charges, underwriting, collections."""
