"""One request, one view: find, act, answer."""
