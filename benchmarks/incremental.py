"""Builds after edits, held against clean ones: `python -m benchmarks incremental [SEQUENCES]`.

Random sequences of edits of a small site, other ones in every run; after each edit the site is built where it was and
once more into an empty folder, and both must be the same to the byte. A sequence that fails is printed, shortened.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time

from benchmarks.plain import ROOT

SEQUENCES = 300
STEPS = 30


def main(arguments: list[str]) -> None:
    """Try so many sequences, and say how many builds that were."""
    os.environ.setdefault("SOURCEBOOK_CACHE", tempfile.mkdtemp(prefix="sourcebook-incremental-"))
    sys.path.insert(0, str(ROOT / "tests"))
    from edits import Edits
    from hypothesis import HealthCheck, settings
    from hypothesis.stateful import run_state_machine_as_test

    count, start = int(arguments[0]) if arguments else SEQUENCES, time.perf_counter()
    many = settings(
        max_examples=count, stateful_step_count=STEPS, deadline=None, derandomize=False, database=None,
        suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    run_state_machine_as_test(Edits, settings=many)
    print(
        f"{Edits.sequences} sequences of edits, {Edits.steps} builds held against clean ones, {Edits.written_steps} of"
        f" them written, in {time.perf_counter() - start:.0f} s: all the same"
    )
    print(json.dumps({"sequences": Edits.sequences, "builds": Edits.steps, "written": Edits.written_steps}))
