"""Who borrows: books, synthetic borrowers and applicants, loan tapes."""
