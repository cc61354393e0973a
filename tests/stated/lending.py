"""New lending after a close, stated plainly: applications, or the like of who left, or nobody."""

from arrears.columns import BORROWER, book_columns
from arrears.draws import Purpose
from arrears.population.newcomer import first_savings, likely_saver, newcomer
from stated.draws import normals, uniform
from stated.month import CURRENT, LINE, LOAN, float32

TRAITS = (
    "base_income", "quality", "score", "propensity", "forget", "willingness", "effort", "line_use", "pay_share",
    "employment_type", "autopay", "months_out", "buffer", "limit", "exposure", "volatility", "rev_balance",
)  # fmt: skip
TRAIT_DRAWS = [(Purpose[f"TRAIT_{k}_RADIUS"], Purpose[f"TRAIT_{k}_ANGLE"]) for k in (1, 2, 3, 4)]
NARROW = {c.name for c in BORROWER if c.dtype == "float32"}


def lend(path):
    """What happens after the close, by the balance sheet."""
    s = path.setting
    path.gone += [b for b in path.people if b["left"]]
    path.people = [b for b in path.people if not b["left"]]
    if s.balance_sheet == "dynamic":
        offered = float(s.applications[0]) * path.opening.book.size * path.opening.approval
        wanted = path.opening.exits * round((1.0 - s.demand_fall) ** (100.0 * path.gap), 12)
        take_applications(path, take_up=min(wanted / max(offered, 1e-9), 1.0))
    elif s.balance_sheet == "static":
        replace_who_left(path)


def take_applications(path, take_up):
    """Those above the cut-off are offered a line; so many take it."""
    s = path.setting
    cutoff = s.cutoff - s.follow * path.looseness * s.score_deviation
    for place in range(int(s.applications[path.month] * path.opening.book.size + 0.5)):

        def u(purpose, place=place):
            return uniform(s.seed, path.number, path.month, place, 0, purpose)

        path.add("applications")
        z = [one for pair in TRAIT_DRAWS for one in normals(u(pair[0]), u(pair[1]))]
        correlated = [sum((s.factor[k, j] * z[j] for j in range(k + 1)), 0.0) for k in range(8)]
        noise, _ = normals(u(Purpose.SCORE_RADIUS), u(Purpose.SCORE_ANGLE))
        others = [u(p) for p in (Purpose.TYPE, Purpose.AUTOPAY, Purpose.EMPLOYED, Purpose.USAGE)]
        shift = -s.selection * path.looseness
        traits = newcomer(*correlated, noise, *others, path.unemployment, shift, path.lines, s.newcomers)
        who = dict(zip(TRAITS, traits, strict=True))
        if who["score"] < cutoff:
            continue
        path.add("approvals")
        if u(Purpose.TAKE_UP) < take_up:
            # the due days of the book, by their cumulative shares; the last takes the rest
            day = next(
                (d for d, share in zip(s.days, s.due_share, strict=True) if u(Purpose.DUE_DAY) < share), s.days[-1]
            )
            admit(path, {**who, "granted": who["limit"], "due_day": day, "place": place})


def replace_who_left(path):
    """The same traits and the line once granted, a fresh start; between two due days only after the next one."""
    s = path.setting
    for gone in [b for b in path.gone if not b["left_between"] or path.month > b["due"] // 30]:
        path.gone.remove(gone)
        if gone["granted"] == 0:
            continue
        first = int(gone["line_use"] * s.newcomers.first_use * gone["base_income"])

        def u(purpose, gone=gone):
            return uniform(s.seed, path.number, gone["origin"], gone["place"], path.month, purpose)

        out = u(Purpose.EMPLOYED) < path.unemployment
        z, _ = normals(*(u(one) for one in TRAIT_DRAWS[2]))
        saver = likely_saver(gone["quality"], gone["propensity"], z, s.newcomers, s.saver)
        fixed = {c.name: gone[c.name] for c in BORROWER if c.fixed}
        fresh = {
            "months_out": int(out),
            "buffer": first_savings(gone["base_income"], saver, s.newcomers),
            "limit": gone["granted"],
            "granted": gone["granted"],
            "rev_balance": min(first, gone["granted"]),
        }
        admit(path, {**fixed, **fresh})


def admit(path, who):
    """A borrower with a first purchase; the first bill falls due next month."""
    s, month = path.setting, path.month
    b = {c.name: 0 for c in book_columns()}
    b.update({name: float32(x) if name in NARROW else x for name, x in who.items()})
    value = {0: 0.0, 1: who["base_income"], 2: who["score"], 3: who["employment_type"], 4: month}[s.segment_kind]
    b.update(segment=sum(value >= edge for edge in s.segment_edges), origin=who.get("origin", month))
    b.update(habit=float32(0.7))
    b.update(due=30 * month, left=False, left_between=False)
    for k in (LINE, LOAN):
        b.update({k + "cohort": month, k + "day": -1, k + "turn": None, k + "before": None})
    path.people.append(b)
    path.line_opened(b["granted"])
    if b["rev_balance"] > 0:
        path.originated(b, LINE, b["rev_balance"])
        path.stock(b, LINE, CURRENT)
        path.add("customers", b["segment"], CURRENT)
