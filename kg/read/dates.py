"""Dates as files write them.

In: a value of front matter, a record's field or a file's name. Out: an ISO date, or None.
"""

from __future__ import annotations

import datetime
import re

WRITTEN = re.compile(r"^\s*((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
COMPACT = re.compile(r"(?<![0-9A-Za-z])((?:19|20)\d{2})([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?![0-9A-Za-z])")


def read_date(value: object) -> str | None:
    """The ISO date that a value begins with: 2023-10-21, 2023/10/21 06:48, 2023年10月21日."""
    match = WRITTEN.match(str(value))
    if match:
        return _iso(match[1], match[2], match[3])
    match = COMPACT.fullmatch(str(value).strip())
    return _iso(match[1], match[3], match[4]) if match else None


def date_in_name(stem: str) -> str | None:
    """The date in a file's name (news_20231021, 2023-10-21-bridge), if there is just one."""
    found = COMPACT.findall(stem)
    return _iso(found[0][0], found[0][2], found[0][3]) if len(found) == 1 else None


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
