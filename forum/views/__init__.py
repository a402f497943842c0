"""Find, form, action, respond."""
