"""Signs in every demonstration member of the site at DATA and prints the session keys as JSON: for browser tests."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from network.models import Membership  # noqa: E402 - after the set-up
from tests.personas import sign_in  # noqa: E402

if __name__ == "__main__":
    people = Membership.objects.filter(member__is_demonstration=True).select_related("member")
    print(json.dumps({person.member.email.split("@")[0]: sign_in(person) for person in people}))
