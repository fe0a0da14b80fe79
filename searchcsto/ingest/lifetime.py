"""Tie the life of this process to the one that started it, which may be killed at any moment."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with(parent: int) -> None:
    """End this process at once when its parent ends, even if code in C never comes back. Linux only; see the callers.

    The system means the thread that started this process: it must live as long as the work does.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)  # it is gone already
