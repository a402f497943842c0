"""What jobs and the clock do with exports."""

from datetime import timedelta

from jobs.terms import job
from moving import actions
from network.readers import as_system

SYSTEM = as_system("a job writes what two officials decided; the clock removes it")


@job()
def gather_export(export_id: int) -> None:
    """Write the archive of an export that a second official has approved."""
    actions.write_export(actor=SYSTEM, export_id=export_id)


@job(every=timedelta(minutes=10))
def look_over_exports() -> None:
    """Remove archives that are too old, or that nobody is to fetch any more."""
    actions.look_over_exports(actor=SYSTEM)
