"""The addresses of this room: what a text will look like, and one's own drafts."""

from django.urls import path

import network.identifiers  # noqa: F401 - registers `id`
from writing.views import drafts, files, preview

app_name = "writing"
urlpatterns = [
    path("preview/", preview.preview, name="preview"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<slug:key>/<id:public_id>/", drafts.draft, name="draft"),
    path("drafts/<slug:key>/<id:public_id>/delete/", drafts.drop, name="drop_draft"),
    path("uploads/", files.begin, name="begin_file"),
    path("uploads/<id:public_id>/", files.piece, name="file_piece"),
    path("uploads/<id:public_id>/finish/", files.finish, name="finish_file"),
    path("uploads/<id:public_id>/remove/", files.remove, name="remove_file"),
]
