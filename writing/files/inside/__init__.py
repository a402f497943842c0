"""What looks into files that strangers made. It runs in a process of its own, with little memory and little time."""
