"""A rush of sign-ins: they wait for each other, and no page waits for them."""

import asyncio
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from config import pages
from network import passwords
from network.lane import LaneMiddleware
from network.passwords import AT_ONCE


class Room:
    """Answers a request when it is told to, and counts how many are inside."""

    def __init__(self):
        self.inside = 0
        self.most = 0
        self.arrived = threading.Semaphore(0)
        self.may_leave = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, _request):
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.arrived.release()
        assert self.may_leave.wait(20)
        with self._lock:
            self.inside -= 1
        return HttpResponse("done")


@pytest.fixture
def room():
    return Room()


def test_no_more_passwords_are_let_in_than_are_compared_at_once(room):
    lane = LaneMiddleware(room)
    with ThreadPoolExecutor(8) as threads:
        answers = [threads.submit(lane, RequestFactory().post(reverse("network:sign_in"))) for _ in range(8)]
        for _one in range(AT_ONCE):
            assert room.arrived.acquire(timeout=20)
        assert room.inside == AT_ONCE
        room.may_leave.set()
        assert [answer.result(20).status_code for answer in answers] == [200] * 8
    assert room.most == AT_ONCE


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_goes_by_while_the_lane_is_full(room, method):
    lane = LaneMiddleware(room)
    with ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(lane, RequestFactory().post(reverse("network:sign_in"))) for _ in range(4)]
        for _one in range(AT_ONCE):
            assert room.arrived.acquire(timeout=20)
        path = reverse("network:sign_in") if method == "get" else reverse("network:sign_out")
        page = threads.submit(lane, getattr(RequestFactory(), method)(path))
        assert room.arrived.acquire(timeout=20), "the page is inside although nobody has left"
        room.may_leave.set()
        assert page.result(20).status_code == 200
        assert all(answer.result(20) for answer in waiting)


@pytest.mark.parametrize(
    ("method", "name", "lane"),
    [
        ("POST", "network:sign_in", "sign-in"),
        ("GET", "network:sign_in", "page"),
        ("POST", "network:sign_out", "page"),
        ("GET", "home:health_live", "health"),
        ("GET", "home:health_ready", "health"),
    ],
)
async def test_in_the_embedded_default_passwords_and_health_take_no_thread_of_the_pages(
    monkeypatch, method, name, lane
):
    handler = pages.PagesHandler()
    taken = []

    def respond(_scope, _body):
        taken.append(threading.current_thread().name)
        return HttpResponse("done")

    async def receive():
        if taken:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_message):
        pass

    monkeypatch.setattr(handler, "_respond", respond)
    await handler({"type": "http", "method": method, "path": reverse(name), "headers": []}, receive, send)
    assert taken[0].startswith(lane)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows the priority of a thread")
def test_comparing_a_password_gives_way_to_pages():
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    there = passwords._in_turn(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
    assert there > before
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before
