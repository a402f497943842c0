"""The bytes of sealed messages as docs/messaging-protocol.md fixes them: read strictly, never encoded again."""
