"""Writes BUILD.json: what ffmpeg.wasm was built from, by which compiler, and its hash. Called by build.sh."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

here = Path(__file__).parent
version, crate_sha256, release_sha256 = sys.argv[1:]


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def tool(name):
    path = os.path.realpath(shutil.which(name))
    return {"file": Path(path).name, "sha256": sha256(path)}


packages = ["clang-19", "lld-19", "libllvm19", "libclang-cpp19", "wasi-libc", "libclang-rt-19-dev-wasm32", "binaryen"]
record = {
    "ffmpeg": {
        "version": version,
        "licence": "LGPL-2.1-or-later",
        "licenceFile": "COPYING.LGPLv2.1",
        "sources": [
            {"file": f"ffmpeg-{version}.tar.xz", "of": "FFmpeg's release", "sha256": release_sha256},
            {"file": "native/ffmpeg.tar.xz", "of": f"crate ffmpeg-src {version}", "sha256": crate_sha256},
        ],
    },
    "patches": [{"file": path.name, "sha256": sha256(path)} for path in sorted(here.glob("*.patch"))],
    "own": [{"file": name, "sha256": sha256(here / name)} for name in ["decode.c", "build.sh"]],
    "compiler": {
        "version": output("clang-19", "--version").splitlines()[0],
        "tools": [tool("clang-19"), tool("wasm-ld-19"), tool("/usr/bin/wasm-opt")],
        "libc": {"file": "libc.a", "sha256": sha256("/usr/lib/wasm32-wasi/libc.a")},
        "debianPackages": {name: output("dpkg-query", "-W", "-f", "${Version}", name) for name in packages},
    },
    "result": {
        "file": "ffmpeg.wasm",
        "byteLength": (here / "ffmpeg.wasm").stat().st_size,
        "sha256": sha256(here / "ffmpeg.wasm"),
    },
}
(here / "BUILD.json").write_text(json.dumps(record, indent=2) + "\n")
