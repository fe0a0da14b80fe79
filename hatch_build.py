"""Compile the loops of searching and indexing when the package is built, where that is possible; NumPy does without.

They come to lie beside their source, in the working tree too. Whoever has no compiler gets a package that is as right
and somewhat slower. SEARCHCSTO_PURE=1 leaves them out.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = "searchcsto/engines/whoosh/codec"
SOURCES = ("_kernels", "_building")


class CompileHook(BuildHookInterface):
    """Put what was compiled into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, or say why not and go on."""
        if self.target_name != "wheel" or os.environ.get("SEARCHCSTO_PURE", "0") not in ("", "0"):
            return
        try:
            compiled = compile_sources(Path(self.root))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever is missing, the package installs without
            self.app.display_warning(f"searchcsto will run without compiled loops, somewhat slower: {error}")
            return
        build_data["force_include"].update({str(path): f"{FOLDER}/{path.name}" for path in compiled})
        build_data["pure_python"] = False
        build_data["infer_tag"] = True


def compile_sources(root: Path) -> list[Path]:
    """Compile the sources and return the extension modules beside them."""
    import numpy
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    # Without contraction sums are the same to the last bit on every processor.
    flags = [] if sys.platform == "win32" else ["-O3", "-g0", "-ffp-contract=off"]
    extensions = [
        Extension(
            f"{FOLDER.replace('/', '.')}.{name}",
            [str(root / FOLDER / f"{name}.pyx")],
            include_dirs=[numpy.get_include()],
            define_macros=[("NPY_NO_DEPRECATED_API", "NPY_1_7_API_VERSION")],
            extra_compile_args=flags,
        )
        for name in SOURCES
    ]
    with tempfile.TemporaryDirectory() as temporary:
        modules = cythonize(extensions, build_dir=temporary, quiet=True)
        command = build_ext(Distribution({"ext_modules": modules}))
        command.build_lib, command.build_temp = f"{temporary}/lib", f"{temporary}/build"
        command.ensure_finalized()
        command.run()
        return [_put(Path(built), root / FOLDER) for built in command.get_outputs()]


def _put(built: Path, folder: Path) -> Path:
    """Copy a module into a folder: a program that runs may have the old one open, so that is not written over."""
    compiled = folder / built.name
    fresh = compiled.with_name(f"{compiled.name}.new")
    fresh.write_bytes(built.read_bytes())
    return fresh.replace(compiled)
