"""The demonstration: fictional officers, and what they might write to one another."""
