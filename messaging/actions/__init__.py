"""What members do with sealed messages."""
