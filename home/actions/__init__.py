"""What is done across all rooms: own data gathered, former members forgotten."""
