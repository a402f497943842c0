"""The long proofs behind `make prove`: faults caused on purpose, and what must be seen afterwards."""
