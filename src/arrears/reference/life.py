"""The life of one borrower: a SimPy generator that sleeps until the next thing happens."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from itertools import count

import simpy

from arrears.draws import Purpose
from arrears.lender.collections import turn
from arrears.mechanisms.mechanism import When
from arrears.model.order import Phase, moment
from arrears.reference.account import LINE, Account
from arrears.reference.borrower import Borrower
from arrears.reference.desk import Entry
from arrears.reference.due_day import live_due_day
from arrears.reference.mechanisms import live_steps
from arrears.reference.world import World

Process = Generator[simpy.Event, None, None]


def life(who: Borrower, world: World) -> Process:
    """Live from due day to due day until the borrower leaves; who is late at the start is on the worklist."""
    first = who.billed + 1
    put_on_worklist(who, world)
    yield from until_the_next_due_day(who, world)
    for month in count(first):
        yield world.at(month, who.due_day, Phase.DUE)
        if who.left:
            return
        live_due_day(who, world)
        if who.late:
            for account in who.accounts:
                account.forborne = account.forborne if account.late else 0
            expect(who, world)
            put_on_worklist(who, world)
            yield world.at(month, who.due_day, Phase.DUE_STEPS)
            live_steps(who, world, When.DUE)
            yield from until_the_next_due_day(who, world)
        elif who.has_nothing:
            world.leave(who, between_due_days=False)


def expect(who: Borrower, world: World) -> None:
    """On the due day a late account draws its luck and a day for the month; a borrower's accounts share the draws.

    It catches up by itself on that day if the luck is below its own effort; once contacted, if it is below the effort
    that a call brings about.
    """
    luck = world.luck(who, who.billed)
    u, day = luck.uniform(Purpose.LUCK), world.rules.catch_up_day(luck.uniform(Purpose.CATCH_UP_DAY))
    for account in who.accounts:
        if account.late:
            q, rules = world.setting.q, world.rules
            own = rules.effort(who.effort, account.missed, account.cause, q.late)
            own = rules.motive(own, account.missed, account.contacted, account.settled, q.late)
            effect = rules.call_effect(world.setting.effect, account.missed, q.collections)
            account.day = day if u < own else -1
            account.answers = int(u < rules.prompted(own, effect))
            account.contacted = account.settled = 0
            world.count.tallies.worklist[world.count.p, world.month] += 1


def put_on_worklist(who: Borrower, world: World) -> None:
    """Put the late accounts on the desk's worklist; the key is fixed now."""
    setting, lot = world.setting, world.luck(who, who.billed).uniform(Purpose.LOT)
    for account in who.accounts:
        if account.late:
            priority = world.rules.priority(
                setting.strategy, account.missed, account.balance, who.score, setting.q.collections
            )
            key = turn(priority, lot)
            number = (who.origin, who.place, account.product)
            world.desk.put_on_worklist(Entry(account, key, number, partial(pay_late, who, account, world)))


def until_the_next_due_day(who: Borrower, world: World) -> Process:
    """Let happen what is to come for the late accounts until the next due day, in the order of time."""
    setting, billed, due = world.setting, who.billed, who.due_day
    to_come: list[tuple[int, int, Callable[[Borrower, Account, World], None]]] = []
    for account in who.accounts:
        if not account.late:
            continue
        if account.day >= 0:
            to_come.append((moment(billed, due + account.day, Phase.CATCH_UP), account.product, catch_up))
        to_come.append((moment(billed, due + 1, Phase.CHARGE_OFF), account.product, charge_off))
        to_come.append((moment(billed, due + setting.grace + 1, Phase.FEES), account.product, charge_fee))
    if any(step.when is When.FEES for mechanism in setting.mechanisms for step in mechanism.steps):
        to_come.append((moment(billed, due + setting.grace + 1, Phase.FEE_STEPS), LINE, fee_steps))
    for when, product, happens in sorted(to_come, key=lambda item: item[:2]):
        if when >= world.env.now:  # the opening book's month 0 is partly over
            yield world.env.timeout(when - world.env.now)
            happens(who, who.accounts[product], world)


def catch_up(who: Borrower, account: Account, world: World) -> None:
    """Catch up: (e) the day has come on which the borrower thinks of it."""
    if account.late and not account.settled:
        pay_late(who, account, world)


def pay_late(who: Borrower, account: Account, world: World) -> None:
    """Pay late out of the cash left; how much is meant to be paid was drawn on the due day."""
    whole = world.luck(who, who.billed).uniform(Purpose.CATCH_UP_WHOLE)
    paid = account.pay_late(who.buffer, whole, world.setting.q.late, world.rules)
    who.buffer -= paid
    world.count.flow("payments", account.product, paid)
    if who.has_nothing:
        world.leave(who, between_due_days=True)


def charge_off(who: Borrower, account: Account, world: World) -> None:
    """Charge off, (a) on the day after the due day, an account that has missed too many bills."""
    if account.missed >= world.setting.charge_off_bills[account.product]:
        world.charge_off(who, account)
        if who.has_nothing and not who.left:
            world.leave(who, between_due_days=True)


def fee_steps(who: Borrower, account: Account, world: World) -> None:
    """Steps of mechanisms, (e) on the day after the days of grace."""
    live_steps(who, world, When.FEES)


def charge_fee(who: Borrower, account: Account, world: World) -> None:
    """Charge a fee, (c) on the day after the days of grace, if the arrears are there and large enough to matter."""
    if account.late and account.arrears >= world.setting.materiality:
        world.count.flow("fees", account.product, account.charge_fee(world.setting.q.charges, world.rules))
