"""The question that an office puts to a network in which it has no place."""

from typing import Any

from forum.forms.topics import Offered, TopicForm
from forum.models import Topic

# The code is AMBER: read by the asker's authority and that network. Nobody there can be named by whom it does not see.
NOT_ASKED = ("code", "members", "authorities")


class AskForm(TopicForm):
    """The form of a question, without what only somebody inside can say."""

    def __init__(self, *args: Any, offered: Offered, **options: Any) -> None:
        super().__init__(*args, kind=Topic.Kind.QUESTION, offered=offered, **options)
        for name in NOT_ASKED:
            self.fields.pop(name, None)
