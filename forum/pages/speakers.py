"""What other rooms offer to do with those who write in a topic."""

from collections.abc import Mapping

from forum.names import Person
from network.models import Membership
from network.slots import Speaker, lines

# By author: address and words of each act.
Acts = Mapping[int, tuple[tuple[str, str], ...]]


def acts_with(reader: Membership, topic: str, people: Mapping[int, Person]) -> Acts:
    """Return what is offered to READER with PEOPLE, who write in TOPIC.

    Who reads from outside knows no officer, and so is offered nothing; nor is anybody with himself or the past.
    """
    speakers = {
        Speaker(person.public_id, topic): pk
        for pk, person in people.items()
        if person.public_id and not person.is_former and pk != reader.pk
    }
    found = lines("topic.acts", reader, speakers)
    return {pk: tuple((line.url, str(line.label)) for line in found[who]) for who, pk in speakers.items()}
