"""What members fill in here."""
