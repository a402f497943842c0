"""Who decides on whose mail, and who may have others told."""

from network.guard import can
from network.readers import Visitor
from notices.access import can_choose_mail, can_tell


def test_everybody_decides_on_his_own_mail_and_on_nobody_else_s(ana, ben, sam):
    assert can(can_choose_mail, ana.membership, ana.member)
    assert not can(can_choose_mail, ben.membership, ana.member)
    assert not can(can_choose_mail, sam.membership, ana.member)


def test_only_practitioners_have_others_told(ana, gita, otto, eve, ocean):
    assert can(can_tell, ana.membership, ocean)
    for other in (gita.membership, otto.membership, eve.membership, Visitor()):
        assert not can(can_tell, other, ocean)
