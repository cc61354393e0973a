"""What mechanisms do, for one borrower or one late account at a time."""

from __future__ import annotations

from typing import Any

from arrears.draws import block_of_four
from arrears.mechanisms.mechanism import BILL_CHANGES, FLOWS, FORBORNE, LateAccount, Mechanism, Standing, Step, When
from arrears.model.records import Bills, Who, Work
from arrears.reference.account import Account
from arrears.reference.borrower import Borrower
from arrears.reference.world import World


def live_steps(who: Borrower, world: World, when: When) -> None:
    """The steps of a moment, of each mechanism of the run, for the accounts that are late."""
    for place, mechanism in enumerate(world.setting.mechanisms):
        for step in mechanism.steps:
            for account in who.accounts:
                if step.when is when and account.late:
                    live_step(who, account, world, mechanism, step, world.setting.places[place].account_count)


def live_step(who: Borrower, account: Account, world: World, mechanism: Mechanism, step: Step, count: int) -> None:
    """One step for one late account; ``count`` is the place of the mechanism's first count."""
    of_borrower = {"buffer": who.buffer, "limit": who.limit, "due_day": who.due_day}
    late = LateAccount(*(of_borrower.get(name, getattr(account, name, 0)) for name in LateAccount._fields))
    state = mechanism.state_type()(*(account.own.get(name, 0) for name in mechanism.state))
    if not step.among(late, state, mechanism.parameters):
        return
    given = step.rule(late, state, draws_of(who, world, mechanism), mechanism.parameters)
    for name, value in given._asdict().items():
        if name in mechanism.state:
            account.own[name] = int(value)
        elif name in ("buffer", "limit"):
            setattr(who, name, int(value))
        elif name in FLOWS:
            world.count.flow(name, account.product, int(value))
        elif name in mechanism.account_counts:
            at = count + mechanism.account_counts.index(name)
            world.count.of_account(who, account, at, int(value))
        else:
            setattr(account, name, int(value))
    if not account.late:
        account.accrued = 0
    if not account.late:
        account.forborne = 0
    if who.has_nothing and not who.left:
        world.leave(who, between_due_days=True)


def draws_of(who: Borrower, world: World, mechanism: Mechanism) -> Any:
    """What a mechanism draws of a borrower this month."""
    return mechanism.draws_type()(
        *(
            float(block_of_four(world.setting.seed, world.path, who.origin, who.place, world.month, block)[lane])
            for block, lane in mechanism.draw_places()
        )
    )


def act_on_bills(who: Borrower, world: World, me: Who, worked: Work, bills: Bills) -> Bills:
    """What mechanisms do on the due day once the bills are known; the bills as they leave them."""
    line, loan = (Standing(account.balance, account.late) for account in who.accounts)
    for place, mechanism in zip(world.setting.places, world.setting.mechanisms, strict=True):
        if mechanism.block is None:
            continue
        own = mechanism.fields_type()(*(_field(who, name) for name in mechanism.fields_type()._fields))
        draws = draws_of(who, world, mechanism)
        given = mechanism.block.rule(me, line, loan, worked, bills, own, draws, mechanism.parameters)
        for name, value in given._asdict().items():
            if name in FORBORNE:
                who.accounts[FORBORNE.index(name)].forborne = int(value)
            elif name in mechanism.fields:
                who.own[name] = int(value)
            elif name in BILL_CHANGES:
                bills = bills._replace(**{name: int(value)})
            else:
                at = place.people_count + mechanism.people_counts.index(name)
                world.count.of_borrower(who, at, int(value))
    return bills


def _field(who: Borrower, name: str) -> int:
    if name in FORBORNE:
        return who.accounts[FORBORNE.index(name)].forborne
    return who.own.get(name, 0)


def carry_forborne(account: Account, owed: int, due: int, cause: int) -> None:
    """After the due day of an account that was not late: a bill paid ends the count of those set aside."""
    set_aside_now = due == 0 and owed > 0
    if not set_aside_now and cause == 0:
        account.forborne = 0
