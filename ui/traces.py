"""No picture of the memory is left behind by a crash: it would hold names, and keys.

What a person's own programs may do while the desk is open is another matter: see
``docs/security.md``.
"""

import sys

_PR_SET_DUMPABLE = 4
_SEM_FAILCRITICALERRORS, _SEM_NOGPFAULTERRORBOX = 0x0001, 0x0002
_WER_FAULT_REPORTING_FLAG_NOHEAP = 0x1


def leave_no_dump() -> None:
    """Ask the system for no core file, and to let no other program of the user read our memory."""
    if sys.platform == "win32":
        _leave_none_on_windows()
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _leave_none_on_windows() -> None:
    """Error reports of Windows take no heap along, and no box asks whether to send one."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32")
        kernel.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
        kernel.WerSetFlags(_WER_FAULT_REPORTING_FLAG_NOHEAP)
