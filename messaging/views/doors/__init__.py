"""The doors of docs/messaging-protocol.md, section 8: JSON for the member's own Worker, never a page."""
