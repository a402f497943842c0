"""What comes from elsewhere: the archive of a mailing list, read as it is found in the world."""
