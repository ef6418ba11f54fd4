"""Prints the version of a library and the BLAS that it loads: about.py numpy|torch"""
import ctypes
import importlib
import os
import sys

library = importlib.import_module(sys.argv[1])
with open("/proc/self/maps") as maps:
    files = sorted({line.split()[-1] for line in maps if "blas" in line or "mkl" in line})
blas = ", ".join(os.path.basename(file) for file in files) or "no BLAS found"
for file in files:
    for name in ("openblas_get_config", "scipy_openblas_get_config64_", "scipy_openblas_get_config"):
        config = getattr(ctypes.CDLL(file), name, None)
        if config is not None:
            config.restype = ctypes.c_char_p
            blas = config().decode()
print(f"{sys.argv[1]} {library.__version__}, Python {sys.version.split()[0]}, {' '.join(blas.split())}")
