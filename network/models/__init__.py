"""Who we are and who may: bodies, authorities, members, networks, and how each of them signs in and is recorded."""

from network.models.addresses import EmailChange, PasswordReset
from network.models.audit import AuditEntry, AuditText, ReadEntry
from network.models.authorities import Authority
from network.models.bodies import Body
from network.models.factors import FactorReset, RecoveryCode, TotpFactor
from network.models.members import Member, Membership
from network.models.networks import ContactPoint, Network, NetworkState, PublicNetwork, Visit
from network.models.nominations import Approval, Invitation, Nomination
from network.models.sessions import Session
from network.models.throttle import Attempt

__all__ = [
    "Approval",
    "Attempt",
    "AuditEntry",
    "AuditText",
    "Authority",
    "Body",
    "ContactPoint",
    "EmailChange",
    "FactorReset",
    "Invitation",
    "Member",
    "Membership",
    "Network",
    "NetworkState",
    "Nomination",
    "PasswordReset",
    "PublicNetwork",
    "ReadEntry",
    "RecoveryCode",
    "Session",
    "TotpFactor",
    "Visit",
]
