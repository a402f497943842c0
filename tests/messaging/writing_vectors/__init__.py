"""Writes tests/vectors/messaging/: `python -m tests.messaging.writing_vectors`. The committed ones stay as they are.

Right objects come from both implementations. What must be refused is either an edit of one of those or an object that
no client would make, signed all the same, so that nothing but the rule in question stops it.
"""
