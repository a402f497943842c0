"""What people send: each form checks its words and gives them back with a sentence."""
