"""Files in posts: how they are sent, posted and read."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile

from forum.actions import add_post
from forum.models import Attachment
from tests.writing import samples
from writing.actions.files import receive_whole


def stored(author, name="a.pdf", content=samples.PDF):
    return receive_whole(actor=author.membership, name=name, content=io.BytesIO(content), size=len(content))


def posted(author, topic, *, code_of_file="", **given):
    file = stored(author)
    codes = {file.public_id: code_of_file}
    body = "With a file."
    return add_post(author=author.membership, topic=topic, body=body, files=[file], file_codes=codes, **given)


def address(post):
    return f"/files/{Attachment.objects.filter(post=post).first().public_id}/"


def upload(name="a.pdf", content=samples.PDF):
    return SimpleUploadedFile(name, content)


def reply(client, topic, **fields):
    return client.post(f"/topics/{topic.public_id}/reply/", {"body": "See the file.", **fields})


def body_of(answer):
    return b"".join(answer.streaming_content)
