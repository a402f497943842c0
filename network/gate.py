"""Which routes answer to whom before any reader is known. What is not listed here needs a complete sign-in."""

# Everybody. At most twelve; each is a page without content of a network, or a step of signing in.
PUBLIC = frozenset(
    {
        "home:health_live",
        "home:health_ready",
        "home:paper",  # what this is, what we cannot promise
        "home:script_words",  # what scripts say, the same for all
        "network:language",
        "network:networks",  # the public page of networks; a member sees his own there too
        "network:sign_in",
        "network:passkey_begin",
        "network:passkey_complete",
        "network:forgotten",
        "network:link",  # trades the token of a mailed link for a short cookie
        "network:arrival",  # the clean page behind such a link: invitation, new password, new address
    }
)

# A session that has shown the password only: the second factor, its enrolment, and the way out.
HALF = PUBLIC | frozenset(
    {
        "network:second_factor",
        "network:enrol",
        "network:enrol_totp",
        "network:enrol_totp_qr",
        "network:enrol_passkey_begin",
        "network:enrol_passkey_complete",
        "network:enrol_recovery",
        "network:sign_out",
    }
)

# Their POST compares or makes a password, which takes as long as fifty pages: network/lane.py.
PASSWORDS = frozenset({"network:sign_in", "network:arrival", "network:password"})

IDLE_MINUTES = 60
LONGEST_HOURS = 24
SECRETARIAT_IDLE_MINUTES = 15
SECRETARIAT_LONGEST_HOURS = 12
FRESH_MINUTES = 5
