"""What is typed into forums, judged field by field."""
