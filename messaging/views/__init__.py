"""The pages and doors of this room."""
