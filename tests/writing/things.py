"""Examples of what is being written, for the tests of access."""

from django.utils import timezone

from network.models.identity import new_public_id
from tests.access.things import address, examples, who
from writing.models import Draft, Finding, StoredFile

WRITERS = ("ana", "eve", "sam")


@examples(Draft)
def drafts(people, ocean):
    return [
        Draft.objects.create(
            membership=who(people, name), place="reply:x", label="forum.Topic", thing_id=1, saved_at=timezone.now()
        )
        for name in WRITERS
    ]


@examples(StoredFile)
def files(people, ocean):
    return [
        StoredFile.objects.create(
            owner=who(people, name), name="a.pdf", announced=1, stored=new_public_id(), created_at=timezone.now()
        )
        for name in WRITERS
    ]


@examples(Finding)
def findings(people, ocean):
    return [
        Finding.objects.create(membership=who(people, name), kind="telephone", decision="removed", at=timezone.now())
        for name in WRITERS
    ]


@address("upload")
def upload_address(people, ocean):
    """A file that Ana has begun to send."""
    file = StoredFile.objects.create(
        owner=who(people, "ana"), name="a.pdf", announced=1, stored=new_public_id(), created_at=timezone.now()
    )
    return {"public_id": file.public_id}
