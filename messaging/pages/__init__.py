"""What pages and doors of this room show, each with a fixed number of statements."""
