import subprocess
import sys


def test_the_lean_engine_loads_no_grpcio() -> None:
    code = "import sys, brolly.engines.lean; print('grpc' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
