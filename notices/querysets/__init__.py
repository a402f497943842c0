"""How notices are read and written in bulk."""
