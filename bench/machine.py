"""What the machine is and how much memory a process has taken."""

import os
import sys
from pathlib import Path


def peak_mb() -> float:
    """The most memory this process has held, in MB.

    On Linux from the process's own page: ``ru_maxrss`` also counts what the parent held at
    the moment of the fork.
    """
    if known := _told_by_linux("VmHWM:"):
        return known
    if sys.platform == "win32":
        return _windows_peak_mb()
    import resource

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def now_mb() -> float:
    """What this process holds just now, in MB; 0 where the system does not tell."""
    return _told_by_linux("VmRSS:")


def _told_by_linux(name: str) -> float:
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return 0.0


def _windows_peak_mb() -> float:
    import ctypes

    size_t = ctypes.c_size_t

    class Counters(ctypes.Structure):
        _fields_ = (
            ("size", ctypes.c_ulong),
            ("faults", ctypes.c_ulong),
            ("peak", size_t),
            ("now", size_t),
            ("rest", size_t * 6),
        )

    counters = Counters()
    counters.size = ctypes.sizeof(counters)
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.K32GetProcessMemoryInfo(
        ctypes.c_void_p(kernel.GetCurrentProcess()), ctypes.byref(counters), counters.size
    )
    return float(counters.peak) / 1024 / 1024


def told() -> str:
    """One line about the machine, for the head of a run."""
    import platform
    from importlib.metadata import version

    parts = [
        f"{name} {version(name)}" for name in ("PySide6-Essentials", "SQLAlchemy", "reportlab")
    ]
    return (
        f"Python {platform.python_version()}, {', '.join(parts)}; {platform.system()}, "
        f"{os.cpu_count()} cores, {platform.machine()}"
    )
