"""The server's secret key: made once, kept beside the database.

Not here: where it is used (Django signs cookies with it).
"""

import os
import secrets
from pathlib import Path


def load_or_create_secret(path: Path) -> str:
    """The key in the file; a new one is written, readable by the owner alone, if there is none."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key
