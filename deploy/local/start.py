"""Runs a module as `python -m` does: `python -m deploy.local.start services.auth.main`.

The garbage collector rests until the module turns it on again, once it has what it
keeps: looking through half-made modules is a quarter of a process's start."""

import gc
import runpy
import sys

if __name__ == "__main__":
    gc.disable()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
