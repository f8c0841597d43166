"""What reads a topology need not wait for what computes."""

from __future__ import annotations

import subprocess
import sys


def test_reading_a_topology_loads_no_jax() -> None:
    script = (
        "import sys, ml_tools.models.application; heavy = {'jax', 'numpy', 'pyarrow', 'scipy'} & sys.modules.keys(); "
        "print(heavy or 'light')"
    )

    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert said.strip() == "light"
