"""Networks, authorities, members, nominations, the record of acts."""

from django.urls import URLPattern, path

import network.identifiers  # noqa: F401 - registers `id`
from network.views import (
    audit,
    authorities,
    contact_points,
    memberships,
    networks,
    nominations,
    profiles,
    visits,
)

people: list[URLPattern] = [
    path("networks/", networks.networks, name="networks"),
    path("networks/<id:public_id>/", networks.network, name="network"),
    path("networks/<id:public_id>/about/", networks.about, name="network_about"),
    path("networks/<id:public_id>/members/", networks.members, name="network_members"),
    path("networks/<id:public_id>/admit/", contact_points.admit, name="admit"),
    path(
        "networks/<id:public_id>/members/<id:place_id>/role/",
        contact_points.change_role,
        name="change_role",
    ),
    path(
        "networks/<id:public_id>/members/<id:place_id>/end/",
        contact_points.end_contact_point,
        name="end_contact_point",
    ),
    path("networks/<id:public_id>/visit/", visits.visit, name="visit"),
    path("networks/<id:public_id>/visit/<id:visit_id>/end/", visits.end_visit, name="end_visit"),
    path("authorities/<id:public_id>/", authorities.authority, name="authority"),
    path("members/<id:public_id>/", profiles.profile, name="profile"),
    path("members/<id:public_id>/end/", memberships.end_membership, name="end_membership"),
    path("nominations/", nominations.nominations, name="nominations"),
    path("nominations/new/", nominations.nominate, name="nominate"),
    path("nominations/new-authority/", nominations.nominate_office, name="nominate_office"),
    path("nominations/<id:public_id>/", nominations.nomination, name="nomination"),
    path("nominations/<id:public_id>/approve/", nominations.approve, name="approve_nomination"),
    path("nominations/<id:public_id>/decline/", nominations.decline, name="decline_nomination"),
    path("nominations/<id:public_id>/withdraw/", nominations.withdraw, name="withdraw_nomination"),
    path("record/", audit.audit, name="audit"),
    path("record/export/", audit.export, name="audit_export"),
]
