"""Every hot loop vectorised, for AVX2 and for AVX-512, with the arithmetic that gives the same bits everywhere.

Compiled in a process of its own for each kind of processor, whatever this machine is, and read off the compiler's
remarks and the assembly. Signatures are those of a real run: a first process makes one and hands them on.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

# Kernel -> loops over borrowers in it: the one place to change when a kernel is added or renamed.
KERNELS: dict[str, dict[str, int]] = {
    "arrears.engine.kernels": {
        "draw_block": 1,
        "earn_block": 1,
        "before_block": 1,
        "settle_block": 1,
        "book_block": 1,
        "sum_block": 1,
    },
    "arrears.engine.pen": {"draw_late": 1},
    "arrears.engine.applicants": {"draw_applicants": 2, "correlate": 1, "describe_applicants": 1},
}
NAMES = [(module, name) for module, kernels in KERNELS.items() for name in kernels]

# Processor -> (LLVM's name, features, lanes of a loop at least). They have fused multiply-add: not using it counts.
PROCESSORS = {
    "avx2": ("haswell", "+avx,+avx2,+bmi,+bmi2,+fma,+f16c,+lzcnt,+popcnt,+sse4.2", 4),
    "avx512": (
        "skylake-avx512",
        "+avx,+avx2,+bmi,+bmi2,+fma,+f16c,+lzcnt,+popcnt,+sse4.2,+avx512f,+avx512bw,+avx512cd,+avx512dq,+avx512vl",
        8,
    ),
}
FUSED = re.compile(r"\bvfn?m(?:add|sub)\w*")
DIVIDES = re.compile(r"\bi?div[bwlq]?\s+[%(\-\d]")  # of whole numbers
LIBRARY = re.compile(
    r"\b(?:_ZGV\w+|__svml_\w+|(?:exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|sincos|fmod|fma|floor|ceil)f?)\b"
)

RECORD = """
import pickle, sys
from importlib import import_module
import arrears
arrears.simulate("baseline", paths=1, borrowers=400, months=1, threads=1)
names = pickle.loads(bytes.fromhex(sys.argv[1]))
found = {(m, n): getattr(import_module(m), n).nopython_signatures for m, n in names}
open(sys.argv[2], "wb").write(pickle.dumps(found))
"""

COMPILE = """
import os, pickle, sys
from importlib import import_module
from pathlib import Path
import llvmlite.binding as llvm
llvm.set_option("", "--pass-remarks=loop-vectorize")
import arrears.engine.batch
folder = Path(sys.argv[2])
for (module, name), signatures in pickle.loads(Path(sys.argv[1]).read_bytes()).items():
    kernel = getattr(import_module(module), name)
    for signature in signatures:
        os.write(2, f"=== {name}\\n".encode())
        kernel.compile(signature)
    (folder / f"{name}.s").write_text("\\n".join(kernel.inspect_asm().values()))
"""


def _python(code: str, *arguments: str, **environment: str) -> str:
    """Run code in a new process and return what it writes to stderr."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *arguments],
        env={**os.environ, "ARREARS_DISABLE_JIT": "0", **environment},
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stderr


@pytest.fixture(scope="module")
def signatures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the signatures with which a run calls each kernel."""
    import pickle

    folder = tmp_path_factory.mktemp("signatures")
    # an empty cache: what is loaded from one does not say with what it calls others
    _python(RECORD, pickle.dumps(NAMES).hex(), str(folder / "found"), ARREARS_CACHE_DIR=str(folder / "cache"))
    return folder / "found"


@pytest.fixture(scope="module", params=PROCESSORS)
def compiled(
    request: pytest.FixtureRequest, signatures: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, str], dict[str, str], int]:
    """Remarks and assembly by kernel, and the lanes there should be, for one kind of processor."""
    name, features, lanes = PROCESSORS[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    said = _python(
        COMPILE, str(signatures), str(folder),
        ARREARS_CACHE_DIR=str(folder / "cache"), NUMBA_CPU_NAME=name, NUMBA_CPU_FEATURES=features,
    )  # fmt: skip
    parts = [part.partition("\n") for part in said.split("=== ")[1:]]
    remarks = {kernel: "" for _, kernel in NAMES}
    for kernel, _, text in parts:
        remarks[kernel] += text
    return remarks, {kernel: (folder / f"{kernel}.s").read_text() for _, kernel in NAMES}, lanes


@pytest.mark.parametrize(("module", "name"), NAMES, ids=[name for _, name in NAMES])
def test_loops_are_vectorised(module: str, name: str, compiled: tuple[dict[str, str], dict[str, str], int]) -> None:
    remarks, _, lanes = compiled
    widths = [int(n) for n in re.findall(r"vectorized loop \(vectorization width: (\d+)", remarks[name])]
    assert len(widths) >= KERNELS[module][name], f"{name}: {len(widths)} loops vectorised; {remarks[name][:2000]}"
    assert max(widths) >= lanes


@pytest.mark.parametrize("name", [name for _, name in NAMES])
@pytest.mark.parametrize("pattern", [FUSED, DIVIDES, LIBRARY], ids=["fused", "divides", "library"])
def test_arithmetic_is_plain(
    name: str, pattern: re.Pattern[str], compiled: tuple[dict[str, str], dict[str, str], int]
) -> None:
    _, assembly, _ = compiled
    found = sorted({match.group(0) for match in pattern.finditer(assembly[name])})
    assert not found
