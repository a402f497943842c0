"""How the legal basis of a topic is compared: "Convention, Article 18" is found by "article 18" and by "ARTICLE 18"."""

import unicodedata

LONGEST = 300


def legal_key(text: str) -> str:
    """Return TEXT in small letters, without accents, its words parted by one space."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(plain.casefold().split())[:LONGEST]
