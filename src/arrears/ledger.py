"""Ledger: opening + flows = closing, to the cent, for each path, month and product; or a crash."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arrears.cells import FLOWS, LEDGER_SIGNS, PRODUCTS
from arrears.errors import LedgerError

_SIGNS = np.asarray([LEDGER_SIGNS[flow] for flow in FLOWS], np.int64)


def check(balance: NDArray[np.int64], ledger: NDArray[np.int64], paths: NDArray[np.int64]) -> None:
    """Check every month after the opening.

    Parameters
    ----------
    balance : (path, month, product, segment, bucket) int64
        Balance at each close, minor units.
    ledger : (path, month, product, flow) int64
        Flows of each month, minor units.
    paths : (path,) int64
        Numbers of the paths, for the message.

    Raises
    ------
    LedgerError
        A path-month does not close; the first one is named with its gap.
    """
    closing = balance.sum(axis=(3, 4))
    gap = closing[:, :-1] + (ledger[:, 1:] * _SIGNS).sum(axis=3) - closing[:, 1:]
    if np.any(gap):
        path, month, product = (int(k[0]) for k in np.nonzero(gap))
        raise LedgerError(
            f"path {int(paths[path])}, month {month + 1}, {PRODUCTS[product]}: opening and flows differ from the "
            f"closing balance by {int(gap[path, month, product])} minor units; please report this"
        )
