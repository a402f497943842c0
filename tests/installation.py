"""An installation of the tests' own. Loaded with `-p` before anything reads the settings, so no test touches `var/`."""

import os
import tempfile
from pathlib import Path

os.environ["DATA"] = os.environ.get("TEST_DATA") or tempfile.mkdtemp(prefix="counterpart-test-")
os.environ["DEMO"] = "1"
for name in ("PUBLIC_URL", "PORT", "SMTP_HOST"):
    os.environ.pop(name, None)
Path(os.environ["DATA"]).mkdir(parents=True, exist_ok=True)
