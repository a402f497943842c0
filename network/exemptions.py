"""Models without a rule, each with its reason: nobody reads them through a page."""

EXEMPT: dict[str, str] = {
    "auth.Group": "Django's groups are not used; roles are memberships.",
    "auth.Permission": "Django's permissions are not used; access.py decides.",
    "contenttypes.ContentType": "Names of models, made by Django; never shown.",
    "django_otp_webauthn.WebAuthnAttestation": "Attestation of a passkey; stored by the library and never shown.",
    "django_otp_webauthn.WebAuthnCredential": "A passkey; read only by the sign-in and, for the owner, by user.",
    "django_otp_webauthn.WebAuthnUserHandle": "The handle under which authenticators know a member; never shown.",
    "django_tasks_database.DBTaskResult": "The queue of the job worker; arguments are identifiers.",
    "forum.Arrival": "Which message of an archive became which post, under a keyed hash; read by the import alone.",
    "jobs.Beat": "Pulses of workers; holds random names and times.",
    "jobs.Schedule": "When each periodic job is due; holds names of functions.",
    "live.OutboxEvent": "Kinds and identifiers on their way; who hears of them is asked for the thing itself.",
    "notices.Letter": "Mail on its way, sealed; read by the job that sends it and erased then.",
    "network.Attempt": "Counts of tries under keyed hashes; read by the throttle alone.",
}
