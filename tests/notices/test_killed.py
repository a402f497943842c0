"""A worker is killed while the mail server has the letter in its hands."""

import signal

from tests.jobs.installation import Installation, until
from tests.notices.post_office import ACCEPT, PostOffice


def test_the_next_worker_sends_the_letter_under_the_same_name(tmp_path):
    office = PostOffice()
    office.at_data = "hang"
    office.start()
    house = Installation(tmp_path, SMTP_HOST="127.0.0.1", SMTP_PORT=str(office.port), SMTP_TLS="0")
    try:
        house.python(
            "from network.signals import mail_wanted\n"
            "mail_wanted.send(None, kind='invitation', address='a@b.example', language='en', path='/')"
        )
        first = house.work()
        until(lambda: office.offered)
        first.send_signal(signal.SIGKILL)
        first.wait()
        office.at_data = ACCEPT
        house.let_beats_age()
        house.ask("UPDATE notices_letter SET taken_until = '2020-01-01 00:00:00'")
        second = house.work()
        until(lambda: house.ask("SELECT status FROM notices_letter") == [("sent",)])
        second.terminate()
        second.wait()
        assert len(office.received) == 1
        assert len({message["Message-ID"] for message in office.offered}) == 1
    finally:
        house.close()
        office.stop(no_assert=True)
