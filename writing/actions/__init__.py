"""What is done with what is being written: drafts kept and removed, decisions on findings recorded."""

from writing.actions.drafts import clear_draft, drop_draft, save_draft
from writing.actions.findings import record_findings

__all__ = ["clear_draft", "drop_draft", "record_findings", "save_draft"]
