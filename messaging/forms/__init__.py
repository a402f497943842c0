"""What is typed on pages of this room that work without scripts."""
