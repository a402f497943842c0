"""What of a topic's posts a reader may read: those with a code of their own, and those that were hidden."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sight:
    """`codes`: the own codes which the reader may read in the topic, "" among them; None where no post has one.

    `absent`: the numbers of the posts he may not read, so that nobody waits for them. His own hidden posts are shown to
    him, and with `all_hidden` (a coordinator) every hidden one.
    """

    reader_id: int
    all_hidden: bool = False
    codes: frozenset[str] | None = None
    absent: frozenset[int] = frozenset()

    def shows_hidden(self, author_id: int) -> bool:
        return self.all_hidden or author_id == self.reader_id

    def condition(self, table: str) -> tuple[str, list[str | int]]:
        """Return the SQL condition on the posts of TABLE, and its parameters: nothing where none has a code."""
        if self.codes is None:
            return "", []
        codes = ", ".join(["%s"] * len(self.codes))
        # What one wrote oneself one reads, whatever code it was given.
        return f" AND ({table}.code IN ({codes}) OR {table}.author_id = %s)", [*sorted(self.codes), self.reader_id]
