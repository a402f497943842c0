"""The same form many times in parallel: one post, one topic, and the same answer to all."""

import secrets
from concurrent.futures import ThreadPoolExecutor

from tests.prove.proof import Run, hold
from tests.prove.served import Answer, Browser, Served

AT_ONCE = 20


def prove(run: Run) -> str:
    site = Served(data=run.folder).start()
    try:
        place = site.inside("begin", count=1)
        rounds = run.size(10, 50)
        for number in range(rounds):
            submission, text = secrets.token_urlsafe(16), f"Round {number}"
            answers = at_once(site, place, place["reply"], {"body": text, "once": submission})
            said = {(answer.status, answer.place) for answer in answers}
            run.note("replies", said=sorted(said))
            hold(len(said) == 1, f"the same reply had {len(said)} answers: {sorted(said)[:3]}")
            hold(next(iter(said))[0] in {302, 303}, f"a reply sent {AT_ONCE} times was answered with {said}")
            written = [post for post in site.inside("posts", topic=place["topic"])["posts"] if post["body"] == text]
            hold(len(written) == 1, f"a reply sent {AT_ONCE} times is there {len(written)} times")
        title = f"Sent often {run.seed}"
        topic = {"kind": "practice_note", "title": title, "body": "The same form.", "once": secrets.token_urlsafe(16)}
        topic |= {"language": "en"}
        said = {(answer.status, answer.place) for answer in at_once(site, place, place["start"], topic)}
        hold(len(said) == 1 and next(iter(said))[0] in {302, 303}, f"the same new topic had the answers {said}")
        hold(len(site.inside("topics", title=title)) == 1, "a new topic sent often is there more than once")
        return f"{rounds} replies and a topic, each sent {AT_ONCE} times at once: one of each, the same answer to all"
    finally:
        site.remove()


def at_once(site: Served, place: dict, path: str, fields: dict[str, str]) -> list[Answer]:
    """Send the same form from AT_ONCE lines of one session."""
    browsers = [Browser(site.port, place["keys"][0]) for _ in range(AT_ONCE)]
    token = browsers[0].cookies["csrf"]
    for browser in browsers:
        browser.cookies["csrf"] = token
    with ThreadPoolExecutor(AT_ONCE) as senders:
        return list(senders.map(lambda browser: browser.post(path, fields), browsers))
