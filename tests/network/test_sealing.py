"""What is sealed opens only for its purpose and context, under this key or a former one."""

import pytest

from network.sealing import Unsealable, keyed_hash, seal, token_hash, unseal


def test_what_was_sealed_opens(settings):
    assert unseal("purpose", seal("purpose", b"text", "ana"), "ana") == b"text"


@pytest.mark.parametrize(("purpose", "context"), [("other", "ana"), ("purpose", "ben"), ("purpose", "")])
def test_it_opens_for_no_other_purpose_and_no_other_context(purpose, context):
    with pytest.raises(Unsealable):
        unseal(purpose, seal("purpose", b"text", "ana"), context)


@pytest.mark.parametrize("damaged", ["", "A", "é", "not base64 at all!", "A" * 80])
def test_damaged_text_is_refused(damaged):
    with pytest.raises(Unsealable):
        unseal("purpose", damaged)


@pytest.mark.parametrize("place", [0, 20, 40], ids=["nonce", "text", "tag"])
def test_a_changed_letter_is_noticed(place):
    # Not the last: of its six bits the lowest two are no part of what is sealed.
    sealed = seal("purpose", b"text")
    with pytest.raises(Unsealable):
        unseal("purpose", sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :])


def test_after_a_change_of_key_old_text_opens_while_the_former_key_is_named(settings):
    sealed, former = seal("purpose", b"text"), settings.FIELD_KEY
    settings.FIELD_KEY = "another-key-of-this-installation-0123456789"
    with pytest.raises(Unsealable):
        unseal("purpose", sealed)
    settings.FIELD_KEY_FALLBACKS = [former]
    assert unseal("purpose", sealed) == b"text"


def test_two_seals_of_one_text_differ():
    assert seal("purpose", b"text") != seal("purpose", b"text")


def test_a_keyed_hash_differs_by_purpose_and_by_key(settings):
    first = keyed_hash("a", "text")
    assert keyed_hash("a", "text") == first != keyed_hash("b", "text")
    settings.FIELD_KEY = "another-key-of-this-installation-0123456789"
    assert keyed_hash("a", "text") != first


def test_a_token_is_kept_as_its_sha256():
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
