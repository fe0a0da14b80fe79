"""Read made-up files without end, and tell which of them a reader cannot bear. Needs atheris (Linux, macOS).

    pip install -e '.[dev,fuzz]'
    python benchmarks/fuzz.py pdf rtf --seconds 60        # without a kind: all, one after the other

The fuzzer begins with small valid files (`fuzz_seeds`), changes them, and keeps what reaches new code. Each is read by
the reader of its kind, without the net that `parts` and `sandbox` put under it, and every article as `index` reads it.
An archive is opened, and what is in it is read, too. A finding is

- an exception, unless the reader says that it raises it: OSError; of archives also Damaged and TooLarge;
- words cited as evidence that do not stand in the text;
- an input that takes more than 5 seconds, or more than 1 GB of memory, or crashes the process.

Findings are saved in the folder `--findings`, the same fault once, and told with their traceback. Exit code 1 if there
are any. Each kind has a process of its own, which is started again after a crash until its time is over.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from fuzz_seeds import make_seeds, pack

SECONDS = 5.0  # of one input
MEGABYTES = 1_000
_LONGEST = 20_000  # bytes of an input
_INSTRUMENTED = ["searchcsto", "feedparser", "striprtf", "markdown_it", "email", "mailbox", "zipfile", "tarfile"]
_EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


def main() -> int:
    """Fuzz the kinds that are named."""
    arguments = _parse_arguments()
    try:
        import atheris  # noqa: F401  # an extra; said before anything is begun
    except ImportError:
        print("fuzzing needs atheris: pip install 'searchcsto[fuzz]', or in a clone: pip install -e '.[dev,fuzz]'")
        return 2
    arguments.findings.mkdir(parents=True, exist_ok=True)
    if arguments.work is not None:
        fuzz_kind(arguments.kinds[0], arguments.work, findings=arguments.findings, seconds=arguments.seconds)
    counts = [run_kind(kind, arguments.findings, seconds=arguments.seconds) for kind in arguments.kinds]
    return 1 if any(counts) else 0


def _parse_arguments() -> argparse.Namespace:
    from searchcsto.ingest.formats import FORMATS

    kinds = [form.kind for form in FORMATS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(kinds))
    parser.add_argument("--seconds", type=int, default=60, help="for each kind")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), help="where inputs are saved")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)  # of the process for one kind: its inputs so far
    arguments = parser.parse_args()
    if unknown := [kind for kind in arguments.kinds if kind not in kinds]:
        parser.error(f"no such kind: {', '.join(unknown)}; there are {', '.join(kinds)}")
    arguments.kinds = arguments.kinds or kinds
    return arguments


def run_kind(kind: str, findings: Path, *, seconds: int) -> int:
    """Fuzz one kind in processes of its own, one after the other; return how many findings there are."""
    before, inputs, ends = set(findings.iterdir()), 0, time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as work:
        for number, seed in enumerate(make_seeds(kind)):
            (Path(work) / f"seed-{number}").write_bytes(seed)
        while (left := round(ends - time.monotonic())) > 0:
            command = [sys.executable, __file__, kind, "--seconds", str(left), "--work", work]
            process = subprocess.run([*command, "--findings", str(findings)], stderr=subprocess.PIPE)
            said = process.stderr.decode(errors="replace")
            inputs += int(count.group(1)) if (count := _EXECUTED.search(said)) else 0
            if process.returncode == 0:
                break
            print(f"{kind}: the process ended with exit code {process.returncode}\n{said[-4000:]}", flush=True)
            if count is None:
                return 1  # it did not come to fuzzing
    found = sorted(set(findings.iterdir()) - before)
    for path in found:  # what the fuzzer itself saves, when a process ends, is not packed
        path.write_bytes(pack(kind, path.read_bytes()))
    print(f"{kind}: {inputs:,} inputs, {len(found)} findings", *found, sep="\n  ", flush=True)
    return len(found)


def fuzz_kind(kind: str, work: Path, *, findings: Path, seconds: int) -> None:
    """Fuzz a kind, for so long; this ends the process."""
    import atheris

    with atheris.instrument_imports(include=_INSTRUMENTED, enable_loader_override=False):
        from fuzz_reading import read_file
        from searchcsto.ingest.formats import FORMATS, describe_missing, find_format, load_function

        form = find_format(kind)
        for needed in FORMATS if form.is_archive else (form,):
            try:
                load_function(needed)
            except ImportError as failure:
                if needed is form:
                    print(f"{kind}: {describe_missing(form, failure).reason}")
                    sys.exit(0)
    options = {
        "max_total_time": seconds,
        "timeout": round(SECONDS) + 1,
        "rss_limit_mb": MEGABYTES,
        "max_len": _LONGEST,
        "artifact_prefix": f"{findings}/{kind}-",
        "print_final_stats": 1,
        "verbosity": 0,
    }
    watch = Watch(kind, findings, read_file)
    atheris.Setup([sys.argv[0], str(work), *(f"-{name}={value}" for name, value in options.items())], watch.try_one)
    atheris.Fuzz()


class Watch:
    """Read one input after the other, and tell each fault once."""

    def __init__(self, kind: str, findings: Path, read: Callable[[str, bytes], int]) -> None:
        self._kind = kind
        self._findings = findings
        self._read = read
        self._seen: set[tuple[object, ...]] = set()

    def try_one(self, data: bytes) -> None:
        """Read an input. What takes too long is ended by the fuzzer, which saves it; its traceback comes before."""
        packed = pack(self._kind, data)
        started = time.monotonic()
        faulthandler.dump_traceback_later(SECONDS, file=sys.__stderr__)
        try:
            self._read(self._kind, packed)
        except Exception as failure:  # noqa: BLE001  # whatever it is, that is what is looked for
            said = "".join(traceback.format_exception(failure)[-12:])
            self._tell(packed, fault=_identify(failure), said=said)
        finally:
            faulthandler.cancel_dump_traceback_later()
        if (took := time.monotonic() - started) > SECONDS:
            self._tell(packed, fault=("slow",), said=f"it took {took:.1f} seconds")

    def _tell(self, data: bytes, *, fault: tuple[object, ...], said: str) -> None:
        if fault in self._seen:
            return
        self._seen.add(fault)
        path = self._findings / f"{self._kind}-{hashlib.sha256(data).hexdigest()[:16]}"
        path.write_bytes(data)
        print(f"{self._kind}: {path}\n{said}", flush=True)


def _identify(failure: BaseException) -> tuple[object, ...]:
    """Return what tells one fault from another: the kind of exception, and the last places of it."""
    frames = traceback.extract_tb(failure.__traceback__)
    ours = [frame for frame in frames if "searchcsto" in frame.filename]
    return (type(failure).__name__, *((frame.filename, frame.lineno) for frame in [*ours[-1:], *frames[-1:]]))


if __name__ == "__main__":
    sys.exit(main())
