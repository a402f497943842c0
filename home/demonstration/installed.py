"""What of the demonstration has been made so far, found by the names of its data files."""

from dataclasses import dataclass, field
from datetime import datetime

from forum.models import Forum, Post, Topic
from home.demonstration.content import Content
from network.models import Authority, Body, Membership, Network


@dataclass
class Installed:
    now: datetime
    content: Content
    bodies: dict[str, Body] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    offices: dict[str, Authority] = field(default_factory=dict)
    memberships: dict[str, Membership] = field(default_factory=dict)
    forums: dict[str, Forum] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    # By the topic and the post in it.
    posts: dict[tuple[str, str], Post] = field(default_factory=dict)
