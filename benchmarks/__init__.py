"""What `make bench` runs: a seeded database, the servers as they are used, and a floor beside each figure."""
