"""New lending at the close: applications judged and booked, or each borrower that left replaced by its like."""

from __future__ import annotations

from arrears.columns import ABSENT, BORROWER
from arrears.draws import Purpose
from arrears.population.newcomer import Applicant, first_savings, likely_saver
from arrears.population.synthetic import TRAIT_PAIRS
from arrears.reference.account import LINE, LOAN, Account
from arrears.reference.borrower import Borrower, stored
from arrears.reference.life import life
from arrears.reference.luck import Luck
from arrears.reference.world import World
from arrears.rules import Rules
from arrears.setting import SEGMENT_KINDS, Climate, Setting

_FLOAT32 = tuple(c.name for c in BORROWER if c.dtype == "float32")


def lend(world: World) -> None:
    """Lend as the balance sheet says; unshocked, so many offers are taken up that exits are replaced."""
    setting, unemployment = world.setting, world.macro["unemployment"]
    wanted = world.opening.exits * setting.demand(float(unemployment[world.month]) - float(unemployment[0]))
    take_up = setting.take_up(wanted, world.opening.size, world.opening.approval)
    world.climate = world.climate._replace(take_up=take_up)
    if setting.balance_sheet == "static":
        replace_leavers(world)
    world.borrowers = [who for who in world.borrowers if not who.left or setting.balance_sheet == "static"]
    if setting.balance_sheet == "dynamic":
        take_applications(world)


def take_applications(world: World) -> None:
    """Judge the month's applicants; a number is (month, place in the queue), fixed before anybody is approved."""
    setting, climate, count = world.setting, world.climate, world.count
    for place in range(setting.queue(world.month, world.opening.size)):
        luck = Luck(seed=setting.seed, path=world.path, origin=world.month, place=place, time=0)
        count.tallies.applications[count.p, count.month] += 1
        applicant = describe(luck, climate, setting, world.rules)
        if applicant.score < climate.cutoff:
            continue
        count.tallies.approvals[count.p, count.month] += 1
        if luck.uniform(Purpose.TAKE_UP) < climate.take_up:
            admit(book(applicant, due_day(luck, setting), world.month, place, setting), world)


def describe(luck: Luck, climate: Climate, setting: Setting, rules: Rules) -> Applicant:
    """Who an applicant is: correlated normals by the copula, and a few uniforms."""
    independent = [z for pair in TRAIT_PAIRS for z in luck.normals(*pair)]
    correlated = []
    for k in range(len(independent)):
        z = 0.0
        for j in range(k + 1):
            z += float(setting.factor[k, j]) * independent[j]
        correlated.append(z)
    noise, _ = luck.normals(Purpose.SCORE_RADIUS, Purpose.SCORE_ANGLE)
    uniforms = (luck.uniform(p) for p in (Purpose.TYPE, Purpose.AUTOPAY, Purpose.EMPLOYED, Purpose.USAGE))
    return Applicant(
        *rules.newcomer(
            *correlated, noise, *uniforms, climate.unemployment, climate.quality_shift, climate.lines, setting.newcomers
        )
    )


def due_day(luck: Luck, setting: Setting) -> int:
    """Due day, drawn from the book's mix: the first whose cumulative share is above the draw."""
    u = luck.uniform(Purpose.DUE_DAY)
    for day, share in zip(setting.days[:-1], setting.due_share[:-1], strict=True):
        if u < share:
            return day
    return setting.days[-1]


def book(applicant: Applicant, day: int, month: int, place: int, setting: Setting) -> Borrower:
    """Return a borrower with a new line and a first purchase on it."""
    traits = applicant._asdict()
    first = traits.pop("first")
    for name in traits.keys() & _FLOAT32:
        traits[name] = stored(traits[name])
    return Borrower(
        place=place,
        origin=month,
        due_day=day,
        segment=segment_of(applicant, month, setting),
        **traits,
        granted=applicant.limit,
        permanent=0.0,
        habit=stored(ABSENT["habit"]),
        outside=0,
        line=Account(LINE, balance=first, cohort=month),
        loan=Account(LOAN, cohort=month),
        billed=month,
    )


def segment_of(who: Applicant | Borrower, month: int, setting: Setting) -> int:
    """Index of the segment of somebody who comes in a month: how many of its edges the value reaches."""
    values = {
        "none": 0.0,
        "income_quintile": who.base_income,
        "score_band": who.score,
        "employment": who.employment_type,
        "cohort": month,
    }
    name = next(name for name, kind in SEGMENT_KINDS.items() if kind == setting.segment_kind)
    return sum(values[name] >= edge for edge in setting.segment_edges)


def admit(who: Borrower, world: World) -> None:
    """Put a borrower on the books; its first bill falls due next month."""
    world.borrowers.append(who)
    world.count.newcomer(who)
    world.env.process(life(who, world))


def replace_leavers(world: World) -> None:
    """Replace each that left by its like, with the line it was granted and a fresh start (static balance sheet).

    The newcomer keeps the number of the one who left, whose months are over. Who left between two due days is replaced
    only after the next due day: until then its place on the desk's worklist is kept. Who never had a line is not
    replaced.
    """
    gone = [who for who in world.borrowers if who.left and who.granted > 0 and place_is_free(who, world)]
    world.borrowers = [who for who in world.borrowers if who not in gone]
    for who in gone:
        admit(its_like(who, world), world)


def place_is_free(who: Borrower, world: World) -> bool:
    """Say whether the worklist that the one who left was on has been taken up again."""
    return not who.left_late or world.month > who.billed


def its_like(who: Borrower, world: World) -> Borrower:
    """Return a borrower with the traits and the line of another, and a fresh start."""
    setting, month = world.setting, world.month
    luck = Luck(seed=setting.seed, path=world.path, origin=who.origin, place=who.place, time=month)
    first = min(int(who.line_use * setting.newcomers.first_use * who.base_income), who.granted)
    z, _ = luck.normals(*TRAIT_PAIRS[2])  # the draw of a newcomer's savings
    likely = likely_saver(who.quality, who.propensity, z, setting.newcomers, setting.saver)
    traits = {c.name: getattr(who, c.name) for c in BORROWER if c.fixed and c.name != "segment"}
    return Borrower(
        **traits,
        segment=segment_of(who, month, setting),
        months_out=int(luck.uniform(Purpose.EMPLOYED) < world.climate.unemployment),
        permanent=0.0,
        habit=stored(ABSENT["habit"]),
        buffer=first_savings(who.base_income, likely, setting.newcomers),
        outside=0,
        limit=who.granted,
        granted=who.granted,
        line=Account(LINE, balance=first, cohort=month),
        loan=Account(LOAN, cohort=month),
        billed=month,
    )
