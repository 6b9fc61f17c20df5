"""What one article costs from a cold start: ``kg build`` against importing spaCy and loading the pipeline.

python benchmarks/startup.py ARTICLE [--runs 5]

Prints the median of each, their ratio (the bar is 1.6), and the build's peak memory. Seconds are those of the processor, user
and system, so that other work on the machine disturbs them less than it does a clock; the clock's are printed beside them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

IMPORT = "import spacy"
LOAD = "import spacy; from kg.language import load_pipeline; load_pipeline()"


def run(command: list[str]) -> tuple[float, float, float]:
    """Seconds of the processor, of the clock, and peak memory in MB of one process."""
    started = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - started
    if status:
        raise SystemExit(f"{' '.join(command)}: ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime, clock, used.ru_maxrss / 1024


def main() -> None:
    """Measures in turn, so that a disturbance hits all alike."""
    parser = argparse.ArgumentParser(description="Start-up cost of one article.")
    parser.add_argument("article", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    measured: dict[str, list[tuple[float, float, float]]] = {"import": [], "import and load": [], "build": []}
    with tempfile.TemporaryDirectory() as folder:
        build = ["-m", "kg.cli", "build", str(given.article), "-o", str(Path(folder) / "graph")]
        for warm_up in [True] + [False] * given.runs:
            for name, arguments in (("import", ["-c", IMPORT]), ("import and load", ["-c", LOAD]), ("build", build)):
                result = run([sys.executable, *arguments])
                if not warm_up:
                    measured[name].append(result)
    middle = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in measured.items()
    }
    for name, (processor, clock, memory) in middle.items():
        print(f"{name:16} {processor:6.2f} s of the processor, {clock:6.2f} s by the clock, {memory:4.0f} MB")
    base, whole = middle["import and load"], middle["build"]
    print(f"ratio            {whole[0] / base[0]:6.2f} (processor), {whole[1] / base[1]:.2f} (clock)")


if __name__ == "__main__":
    main()
