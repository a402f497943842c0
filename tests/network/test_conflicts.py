"""Whoever acts second is told so, whichever page it was: a sentence with status 409, never an error of ours."""

from django.test import RequestFactory

from network.conflicts import Conflict
from network.middleware import GateMiddleware
from network.readers import Visitor


def test_an_act_that_somebody_else_did_first_answers_with_its_reason(db):
    request = RequestFactory().post("/anything/")
    request.reader = Visitor()

    answer = GateMiddleware(lambda request: None).process_exception(request, Conflict("This was decided already."))

    assert answer.status_code == 409
    assert "This was decided already." in answer.content.decode()


def test_other_faults_are_left_to_django(db):
    assert GateMiddleware(lambda request: None).process_exception(RequestFactory().get("/"), ValueError()) is None
