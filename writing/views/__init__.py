"""What a browser asks of this room: previews, drafts, files on their way."""
