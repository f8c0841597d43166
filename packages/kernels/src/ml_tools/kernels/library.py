"""The compiled library for this processor."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

__all__ = ["levels", "library", "missing"]

_FOLDER = Path(__file__).parent
_HANDLE, _POINTER, _INT64 = ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64
_SIGNATURES: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "tree_grow": (_HANDLE, (_POINTER, _POINTER, _POINTER, _POINTER)),
    "tree_nodes": (_INT64, (_HANDLE,)),
    "tree_leaves": (_INT64, (_HANDLE,)),
    "tree_depth": (ctypes.c_int32, (_HANDLE,)),
    "tree_read": (None, (_HANDLE, *[_POINTER] * 9)),
    "tree_free": (None, (_HANDLE,)),
    "forest_predict": (None, (_POINTER, _POINTER, _INT64, ctypes.c_int32, _POINTER)),
    "trees_attribute": (None, (_POINTER, _POINTER, _INT64, ctypes.c_int32, _POINTER, _POINTER)),
    "codes_find": (None, (_POINTER, _INT64, _POINTER, ctypes.c_int32, _POINTER, _INT64)),
    "rows_products": (ctypes.c_bool, (_POINTER, _POINTER)),
    "rows_squares": (ctypes.c_bool, (_POINTER, _POINTER)),
    "rows_slopes": (ctypes.c_bool, (_POINTER, _POINTER, _POINTER, _POINTER, _POINTER)),
    "rows_minimize": (ctypes.c_bool, (_POINTER, _POINTER, _POINTER, _POINTER)),
    "matrix_factor": (ctypes.c_int32, (_POINTER, _INT64, _POINTER)),
    "matrix_invert": (ctypes.c_bool, (_POINTER, _INT64, _POINTER)),
    "matrix_solve": (None, (_POINTER, _INT64, _POINTER)),
    "boost_open": (_HANDLE, (_POINTER, _POINTER, _POINTER, ctypes.c_int32)),
    "boost_grow": (_INT64, (_HANDLE, ctypes.c_int32, _POINTER, _POINTER)),
    "boost_rounds": (_INT64, (_HANDLE,)),
    "boost_trees": (_INT64, (_HANDLE,)),
    "boost_read": (None, (_HANDLE, *[_POINTER] * 10)),
    "boost_close": (None, (_HANDLE,)),
    "boost_predictor_open": (_HANDLE, (_POINTER,)),
    "boost_predict": (None, (_HANDLE, _POINTER, _INT64, ctypes.c_int32, _POINTER)),
    "boost_predictor_close": (None, (_HANDLE,)),
}


def missing() -> str | None:
    """Return why there is no native code to call, None when there is."""
    try:
        library()
    except OSError as error:
        return str(error)
    return None


@cache
def levels() -> tuple[int, ...]:
    """Return the instruction sets that were compiled and that this processor has, the newest first.

    They are those of x86-64-v2, 3 and 4; 1 stands for every other processor.

    Raises:
        OSError: Nothing was compiled.
    """
    processor = _FOLDER / "processor.so"
    if not processor.exists():
        raise OSError("nothing was compiled when ml-tools-kernels was installed; install it again with a C++ compiler")
    newest = int(ctypes.CDLL(str(processor)).processor_level())
    return tuple(level for level in range(newest, 0, -1) if _file(level).exists())


@cache
def library(level: int | None = None) -> ctypes.CDLL:
    """Return the library for an instruction set, the newest one unless it is given.

    Raises:
        OSError: There is none, or it cannot be loaded.
    """
    if level is None:
        if not levels():
            raise OSError("expected a processor with the instructions of x86-64-v2, got an older one")
        level = levels()[0]
    loaded = ctypes.CDLL(str(_file(level)))
    for name, (result, parameters) in _SIGNATURES.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, parameters
    return loaded


def _file(level: int) -> Path:
    return _FOLDER / f"kernels_{level}.so"
