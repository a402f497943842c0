"""What arrives: an archive that anybody may have made; it is read with suspicion, and refused before it is written."""
