"""Sequences of edits, each followed by a build; `python -m benchmarks incremental` tries many more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from edits import Edits
from hostile_edits import HostileEdits
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test


@pytest.mark.slow
def test_a_build_after_any_edits_leaves_what_a_clean_one_would(record_property: Callable[[str, object], None]) -> None:
    """Byte for byte, with the same findings, and with no other file touched."""
    few = settings(max_examples=12, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Edits, settings=few)
    assert Edits.written_steps > Edits.steps / 4, "most builds are refused: what is edited has to be buildable"
    said = f"{Edits.sequences} sequences of edits, {Edits.steps} builds held against clean ones"
    record_property("said", f"{said}, {Edits.written_steps} of them written")


@pytest.mark.slow
def test_a_build_after_any_fault_leaves_what_a_clean_one_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    """The disk is full, bytes flip, files become links, builds are killed; nothing around the site is touched."""
    monkeypatch.setenv("SOURCEBOOK_CACHE", str(tmp_path / "cache"))
    few = settings(max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(HostileEdits, settings=few)
    assert HostileEdits.faults > 3, "faults are drawn as often as other edits"
    record_property("said", f"{HostileEdits.faults} faults between edits")
