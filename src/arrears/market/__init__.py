"""Rules of the market: what rivals' looseness does to lines, loans and outside debt."""
