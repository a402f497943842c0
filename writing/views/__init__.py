"""What a browser asks of this room: previews and drafts."""
