"""Two that write the same members' notices at one time wait for each other; news that comes late is counted."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from network.models import ContactPoint, Membership
from notices import kinds
from notices.actions import look_at_all, look_at_group
from notices.hearing import Heard, tell_together
from notices.kinds import Kind, Showing
from notices.models import Notice
from notices.querysets import telling
from notices.querysets.mailed import mark_mailed, unmark_mailed

pytestmark = pytest.mark.django_db
rows_alone_are_locked = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite locks no rows: one writes, the others wait"
)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    monkeypatch.setattr(kinds, "_showings", dict(kinds._showings))
    for name in ("test_a", "test_b"):
        kinds.name_kind(Kind(name, "test", leads=lambda thing: f"/test/{thing.public_id}/", mailed=False))
    kinds.show(Showing(ContactPoint))


@pytest.fixture
def news(ana, ben, chloe, cora, ocean) -> Callable[..., Heard]:
    """Make a piece of news of one kind and group for Ben and Chloé."""
    members = [ben.membership.pk, chloe.membership.pk]
    thing = ContactPoint.objects.get(membership=cora.membership)
    now = timezone.now()

    def make(kind: str, group: str = "test:1", second: int = 0, to: list[int] = members) -> Heard:
        at = (now + timedelta(seconds=second)).isoformat()
        return Heard(
            kind=kind, label=thing._meta.label, thing=thing.pk, group=group, actor=ana.membership.pk, at=at, members=to
        )

    return make


def beside(*acts: Callable[[], object]) -> list[str]:
    """Do all at one time, each on a connection of its own; return the faults."""
    faults: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as fault:
            faults.append(f"{type(fault).__name__}: {fault}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def counts() -> list[tuple[str, str, int]]:
    return sorted(Notice.objects.order_by().values_list("kind", "group", "count"))


@rows_alone_are_locked
@pytest.mark.django_db(transaction=True)
def test_two_batches_with_the_same_members_in_the_other_order_wait_for_each_other(news, monkeypatch, ben, chloe):
    """Each has written its first row before either writes its second, as far as the database lets both in."""
    monkeypatch.setattr(telling, "AT_ONCE", 1)
    barrier = threading.Barrier(2)
    one, other = [ben.membership.pk], [chloe.membership.pk]

    def batch(*heard: Heard) -> None:
        met = False

        def meet(execute, sql, *given):
            nonlocal met
            result = execute(sql, *given)
            if not met and "INSERT INTO notices_notice" in sql:
                met = True
                with suppress(threading.BrokenBarrierError):
                    barrier.wait(timeout=1)
            return result

        with connection.execute_wrapper(meet):
            tell_together.call(*heard)

    # Groups and kinds the other way round, and members: the second piece of news of a group is for another.
    there = [news("test_a", "test:1", 1, one), news("test_a", "test:1", 2, other), news("test_b", "test:2", 3)]
    back = [news("test_b", "test:2", 6), news("test_a", "test:1", 5, other), news("test_a", "test:1", 4, one)]
    assert beside(lambda: batch(*there), lambda: batch(*back)) == []
    assert counts() == [("test_a", "test:1", 2)] * 2 + [("test_b", "test:2", 2)] * 2
    barrier.reset()
    assert beside(lambda: batch(*there[:2]), lambda: batch(*back[1:])) == []


def _mark(membership: Membership) -> None:
    with transaction.atomic():
        mark_mailed(membership.pk)


@rows_alone_are_locked
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "act",
    [
        lambda who: look_at_all(actor=who),
        lambda who: look_at_group(actor=who, group="test:1"),
        _mark,
        lambda who: unmark_mailed(who.pk),
    ],
    ids=["all", "group", "mailed", "not mailed"],
)
def test_what_is_looked_at_while_more_is_told_is_locked_in_the_same_order(news, monkeypatch, ben, act):
    monkeypatch.setattr(telling, "AT_ONCE", 1)
    to = [ben.membership.pk]
    # In the table they stand the other way round.
    tell_together.call(news("test_b", to=to))
    tell_together.call(news("test_a", to=to))
    began = threading.Event()

    def slowly(execute, sql, *given):
        result = execute(sql, *given)
        if "INSERT INTO notices_notice" in sql and not began.is_set():
            began.set()
            time.sleep(1)
        return result

    def tell() -> None:
        with connection.execute_wrapper(slowly):
            tell_together.call(news("test_a", second=1, to=to), news("test_b", second=1, to=to))

    def look() -> None:
        began.wait(5)
        with connection.cursor() as cursor:
            # An index may happen to give them in this order; nothing says that one is used.
            cursor.execute("SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off")
        act(ben.membership)

    assert beside(tell, look) == []


def test_news_that_comes_after_later_news_is_counted_and_moves_nothing_back(news, ben):
    to = [ben.membership.pk]
    later = news("test_a", second=2, to=to)
    late = news("test_a", second=1, to=to)
    late["thing"] = ContactPoint.objects.exclude(pk=later["thing"]).get(membership=ben.membership).pk
    tell_together.call(later)
    Notice.objects.update(mailed_at=timezone.now())
    tell_together.call(late)
    notice = Notice.objects.get()
    assert (notice.count, notice.thing_id) == (2, later["thing"])
    assert (notice.first_at, notice.last_at) == (
        datetime.fromisoformat(late["at"]),
        datetime.fromisoformat(later["at"]),
    )
    assert notice.mailed_at is None
    # And both once more, as after a worker that died: alone, and together.
    tell_together.call(late)
    tell_together.call(later, late)
    assert Notice.objects.get().count == 2


def test_news_of_one_batch_that_stand_in_the_wrong_order_are_all_counted(news, ben):
    to = [ben.membership.pk]
    tell_together.call(*[news("test_a", second=second, to=to) for second in (3, 1, 2, 1)])
    assert counts() == [("test_a", "test:1", 3)]


def test_what_was_looked_at_does_not_swallow_what_comes_late(news, ben):
    to = [ben.membership.pk]
    tell_together.call(news("test_a", second=2, to=to))
    look_at_all(actor=ben.membership)
    tell_together.call(news("test_a", second=1, to=to))
    tell_together.call(news("test_a", second=2, to=to))
    assert sorted((one.seen_at is None, one.count) for one in Notice.objects.all()) == [(False, 1), (True, 1)]


def test_a_notice_keeps_so_much_in_mind_and_counts_nothing_twice_that_is_older(news, ben):
    to = [ben.membership.pk]
    many = [news("test_a", second=second, to=to) for second in range(telling.IN_MIND + 5)]
    for some in (many[:15], many[15:]):
        tell_together.call(*some)
    assert (Notice.objects.get().count, len(Notice.objects.get().told)) == (len(many), telling.FULL)
    tell_together.call(*many)
    assert Notice.objects.get().count == len(many)


def test_two_runs_of_one_piece_of_news_count_it_once(news, ben, monkeypatch):
    """Both have asked who has not heard of it before either writes."""
    heard = news("test_a", to=[ben.membership.pk])
    tell_together.call(heard)
    monkeypatch.setattr("notices.hearing.unheard", lambda _news, some: some)
    tell_together.call(heard)
    assert Notice.objects.get().count == 1


def test_a_notice_of_a_version_that_kept_nothing_in_mind_is_believed_by_its_date(news, ben):
    to = [ben.membership.pk]
    tell_together.call(news("test_a", second=2, to=to))
    Notice.objects.update(told="")
    tell_together.call(news("test_a", second=2, to=to))
    assert Notice.objects.get().count == 1
    tell_together.call(news("test_a", second=3, to=to))
    assert Notice.objects.get().count == 2
