"""A second reader and writer of sealed messages, from docs/messaging-protocol.md alone: only the tests use it."""
