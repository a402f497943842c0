"""Checks whose absence nobody could notice, because another wall stands behind each: by the beginning of their name.

Every one of them stays in the code. What stands here is looked at by hand; everything else must be noticed by a test.
"""

SAME: dict[str, str] = {
    "forum/access/coded.py always: topic.asked_by_id is not None": "without it members of no office are asked for",
    "forum/access/reading.py always: post.author_id is not None and any(": "the author reads what has no own code",
    "forum/access/reading.py does not ask: any((post.code, *own_codes))": "the same",
    "forum/access/sights.py filter without ~Q(code=": "what has no code of its own is read by all who see the topic",
    "forum/pages/new_topic.py reads all: Authority.": "only practitioners come here, and they see all offices",
    "forum/pages/printed.py reads all: Post.": "the quotes in what is held were looked up by the rule before",
    "forum/pages/readers.py reads all: Membership.": "who names sees every office; others see no coordinator's place",
    "forum/pages/readers.py reads all: NamedAuthority.": "of one topic, which the rule has just let the reader read",
    "forum/search/called.py reads all: Membership.": "practitioners alone are asked for, and they see every office",
    "forum/querysets/polls.py reads all: Vote.": "the own votes, shown with a poll that the rule has found",
    "live/admission.py filter without pk__in=keys": "reads more rows than it asks about, and answers for those asked",
    "live/admission.py never refuses: not key": "a session without a key is none: `living_session` asks again",
    "live/telling.py _audience: always": "what is gone has no audience: `audience_of` finds no rule for None",
    "messaging/actions/files.py never refuses: own is None": "who takes part was found by the identity that he has",
    "messaging/provides.py reads all: KeyReset.": "of what others asked only officers hear, who see every one",
    "messaging/pages/resets.py reads all: KeyReset.": "the own is chosen by hand; the list is for officials",
    "moving/arriving/known.py reads all": "the operator alone brings a network in, and he is the system",
    "moving/leaving/rows.py reads all: Quote.": "what a coordinator may not read is narrow, and left out",
    "network/access/record.py always: entry.authority_id": "without one it asks for managers of none",
    "network/actions/nominations.py what is over, too: used_at=None": "`can_withdraw` refuses where one was used",
    "network/forms/audit.py reads all: Authority.": "for the secretariat alone, which sees every office",
    "network/gate.py HALF lets in network:audit_export": "its own question, a fresh factor, answers alike",
    "network/middleware.py never refuses: not session.session_key": "a session without a key has no row",
    "network/fresh.py _page_before: always": "only its path is used: it leads nowhere but into this house",
}


def is_same(name: str) -> bool:
    """Whether the mutant NAME changes nothing that anybody could notice."""
    return any(name.startswith(beginning) for beginning in SAME)
