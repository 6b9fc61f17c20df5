"""Reading: files become sources."""
from __future__ import annotations
import hashlib
from pathlib import Path
from kg.records import Source

def read(path, *, encoding=None):
    data = Path(path).read_bytes()
    return [Source(str(path), data.decode('utf-8').replace("\r\n", "\n").replace("\r", "\n"), hashlib.sha256(data).hexdigest())]
