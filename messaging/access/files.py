"""A sealed file is fetched by its sender at once, by the others when he has written after it and they may read that."""

from django.db.models import Exists, OuterRef, Q

from messaging.access.conversations import places_of, present_in
from messaging.access.keys import own_identity, owner_of
from messaging.models import SealedFile
from network.guard import audience, rule
from network.readers import Person


@rule(SealedFile)
def files(reader: Person) -> Q:
    place = places_of(reader, OuterRef("conversation_id"))
    own = own_identity(reader, "uploader__") & Q(Exists(place))
    return own | Q(released_seq__isnull=False) & Q(Exists(place.filter(readable_from__lte=OuterRef("released_seq"))))


@audience(SealedFile)
def file_readers(file: SealedFile) -> Q:
    own = owner_of(file.uploader) & present_in(file.conversation_id)
    if file.released_seq is None:
        return own
    return own | present_in(file.conversation_id, Q(readable_from__lte=file.released_seq))
