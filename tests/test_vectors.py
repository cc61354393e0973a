"""Kernels use 512-bit vectors where the processor has them; the code of whoever imports the package does not."""

import json
import os
import subprocess
import sys

import pytest

# LLVM's name of a processor that has 512-bit vectors and does not prefer them, whatever this machine is.
SERVER = {
    "NUMBA_CPU_NAME": "skylake-avx512",
    "NUMBA_CPU_FEATURES": "+avx,+avx2,+fma,+avx512f,+avx512bw,+avx512cd,+avx512dq,+avx512vl",
}
COMPILE = """
import json
import numba
def settings():
    return {name: repr(getattr(numba.config, name)) for name in dir(numba.config) if name.isupper()}
before = settings()
import arrears
from arrears.engine import batch
from arrears.jit import inner_kernel, kernel, part

def double(a, b):
    for i in range(a.size):
        b[i] = a[i] * 2.0

def wide(function):
    function.compile("void(f8[::1], f8[::1])")
    return "zmm" in "".join(function.inspect_asm().values())

made = [wide(made) for made in (kernel(double, cache=False), inner_kernel(double), part(double))]
print(json.dumps([made, wide(numba.njit(double)), before == settings()]))
"""


def test_only_our_own_kernels_are_compiled_for_wide_vectors_and_no_setting_of_numba_moves(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", COMPILE],
        env={**os.environ, "ARREARS_DISABLE_JIT": "0", "ARREARS_CACHE_DIR": str(tmp_path), **SERVER},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ours, of_the_host, unmoved = json.loads(done.stdout)
    assert ours == [True, True, True]
    assert not of_the_host
    assert unmoved


@pytest.mark.parametrize("name", ["CPU_FEATURES", "CPU_NAME", "CACHE_DIR", "BOUNDSCHECK"])
def test_numbas_settings_are_those_that_the_user_gave(name, tmp_path):
    given = {"CPU_FEATURES": "+avx", "CPU_NAME": "haswell", "CACHE_DIR": str(tmp_path), "BOUNDSCHECK": "1"}[name]
    code = f"import arrears.engine.batch, numba; print(numba.config.{name})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, f"NUMBA_{name}": given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == given, done.stderr
