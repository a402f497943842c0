"""How fast a reply is taken, against the least that a durable write behind the same gate can be."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, at_least, not_measured, progress
from benchmarks.load import NotAnswered, Target, rates
from benchmarks.setups import Browser, Setups
from benchmarks.stores import run_inside

LEAST = 0.5

# Each form is sent once: a key of its own, as the page would have given it, and the topics in turn.
SCRIPT = """
local paths = {%(paths)s}
local count = 0
local signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
math.randomseed(os.time() + %(seed)d)
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
request = function()
  count = count + 1
  local key = ""
  for _ = 1, 22 do local at = math.random(#signs); key = key .. signs:sub(at, at) end
  local body = "csrfmiddlewaretoken=%(csrf)s&once=" .. key .. "&body=%(body)s"
  return wrk.format(nil, paths[count %% #paths + 1], nil, body)
end
"""
BODY = "+".join(["Received+with+thanks+we+answer+by+Friday."] * 14)


def reply(setups: Setups, setup: str, size: str, rounds: int) -> Iterator[Figure]:
    name = f"{setup}: reply / bare insert"
    if reason := setups.missing(setup):
        yield not_measured(name, reason)
        return
    with setups.browser(setup, size) as browser, tempfile.TemporaryDirectory() as folder:
        progress(f"{setup}: replies against a bare insert, {rounds} rounds")
        post = _target(browser, Path(folder) / "reply.lua", browser.where["replies"])
        bare = _target(browser, Path(folder) / "bare.lua", [browser.where["floor_write"]])
        found = rates(post, bare, rounds=rounds, seconds=2)
        written = run_inside("inside", "visitor", env=setups.store(setup, size).environment)["posts"]
        # wrk takes a redirect to the sign-in for a success: what counts is what stands in the table.
        least = found.page * 2 * rounds * 0.8
        if written - browser.where["posts"] < least:
            raise NotAnswered(f"{written - browser.where['posts']} posts were written, not {least:.0f}")
        yield at_least(
            name,
            found.page,
            "posts/s",
            LEAST,
            floor=found.floor,
            ratio=found.ratio,
            spread=(found.least, found.greatest),
        )


def _target(browser: Browser, script: Path, paths: list[str]) -> Target:
    named = ", ".join(f'"{path}"' for path in paths)
    # Lua's numbers begin with the clock: two runs within one second must not give the same keys.
    script.write_text(
        SCRIPT % {"paths": named, "csrf": browser.where["csrf"], "body": BODY, "seed": hash(script.name) % 10**6}
    )
    return Target(browser.server.url("/"), browser.cookie, script)
