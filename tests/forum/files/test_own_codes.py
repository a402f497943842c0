"""A code of its own for each file, chosen with it and changed later."""

import pytest
from django.utils import timezone

from forum.actions import set_file_code
from forum.models import Attachment, ModerationAct, SearchRow
from forum.querysets.naming import put_names
from jobs.worker import Worker
from network.guard import Refused
from network.models import ContactPoint
from tests.forum.files.things import address, posted, reply, stored, upload
from tests.personas import membership


def code_page(who, attachment, code=None, **reason):
    path = f"/files/{attachment.public_id}/code/"
    return who.client.get(path) if code is None else who.client.post(path, {"code": code, **reason})


def test_each_file_of_a_form_has_the_code_that_was_chosen_for_it(ana, topic):
    first, second = stored(ana, "first.pdf"), stored(ana, "second.pdf")
    reply(
        ana.client,
        topic,
        file=[first.public_id, second.public_id],
        file_code=[f"{second.public_id}:RED", "", "x:GREEN", f"{first.public_id}:MAGENTA"],
        files=[upload("third.pdf")],
        files_code="AMBER+STRICT",
    )
    codes = dict(Attachment.objects.values_list("name", "code"))
    assert codes == {"first.pdf": "", "second.pdf": "RED", "third.pdf": "AMBER+STRICT"}


def test_the_author_makes_a_file_stricter_and_wider_again(ana, chloe, topic, heard):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    put_names(topic, ana.membership.pk, [ana.membership.pk], [])
    assert "RED" in code_page(ana, attachment).content.decode()
    assert code_page(ana, attachment, "RED").status_code == 302
    assert chloe.client.get(address(attachment.post)).status_code == 404
    assert "a.pdf" not in chloe.client.get(topic.get_absolute_url()).content.decode()
    assert "post_changed" in [frame["kind"] for frame in heard(chloe)]
    assert code_page(ana, attachment, "AMBER").status_code == 302
    assert chloe.client.get(address(attachment.post)).status_code == 200
    assert Attachment.objects.get().code == ""


def test_a_coordinator_makes_a_file_stricter_and_not_wider_and_the_log_says_so(ana, cora, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    put_names(topic, ana.membership.pk, [], [cora.membership.authority_id])
    assert code_page(cora, attachment, "AMBER+STRICT", reason="It is for fewer.").status_code == 302
    assert ModerationAct.objects.get().act == "code_raised"
    with pytest.raises(Refused):
        set_file_code(actor=cora.membership, attachment=attachment, code="")
    assert code_page(cora, attachment, "AMBER", reason="It is for more.").status_code == 422
    assert Attachment.objects.get().code == "AMBER+STRICT"


def test_a_coordinator_who_is_not_named_loses_the_file_that_he_made_red(ana, cora, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    set_file_code(actor=cora.membership, attachment=attachment, code="RED", reason="It is for fewer.")
    assert code_page(cora, attachment).status_code == 404
    with pytest.raises(Refused):
        set_file_code(actor=cora.membership, attachment=attachment, code="RED", reason="It is for fewer.")


def test_others_change_no_code_of_a_file(ana, ben, chloe, henri, dara, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    for who in (ben, chloe, henri):
        assert code_page(who, attachment, "RED").status_code == 403
    assert code_page(dara, attachment, "RED").status_code == 404


def test_an_author_who_is_no_longer_in_the_network_makes_no_code_of_a_file_stricter(ana, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    ContactPoint.objects.filter(membership=ana.membership).update(until=timezone.now())
    with pytest.raises(Refused):
        set_file_code(actor=ana.membership, attachment=attachment, code="RED")


def test_a_manager_who_does_not_see_the_file_widens_no_code(ana, mauritius, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    set_file_code(actor=ana.membership, attachment=attachment, code="AMBER+STRICT")
    ana.membership.until = timezone.now()
    ana.membership.save()
    afar = membership("afar", mauritius, role="manager", function="Head of unit")
    with pytest.raises(Refused):
        set_file_code(actor=afar, attachment=Attachment.objects.get(), code="")


def test_when_the_author_has_left_the_manager_of_his_authority_widens_the_code(ana, ben, henri, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    put_names(topic, ana.membership.pk, [], [ana.membership.authority_id])
    set_file_code(actor=ana.membership, attachment=attachment, code="AMBER+STRICT")
    with pytest.raises(Refused):
        set_file_code(actor=ben.membership, attachment=attachment, code="")
    ana.membership.until = timezone.now()
    ana.membership.save()
    with pytest.raises(Refused):
        set_file_code(actor=henri.membership, attachment=attachment, code="")
    set_file_code(actor=ben.membership, attachment=attachment, code="")
    assert Attachment.objects.get().code == ""


def test_a_file_is_found_only_by_those_whom_its_code_lets_from_the_moment_it_is_changed(ana, chloe, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    Worker().drain()
    assert SearchRow.objects.visible_to(chloe.membership).filter(attachment=attachment).exists()
    set_file_code(actor=ana.membership, attachment=attachment, code="RED")
    assert not SearchRow.objects.visible_to(chloe.membership).filter(attachment=attachment).exists()
