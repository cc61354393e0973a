"""The borrower's month, written once: both engines call it."""
