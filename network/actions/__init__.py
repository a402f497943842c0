"""What is done here: one verb, one function, one transaction."""
