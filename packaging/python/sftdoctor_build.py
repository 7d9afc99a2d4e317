"""Builds sftdoctor for pip: a PEP 517 backend that runs CMake and packs the program as a script of a wheel.

It needs no Python package, so pip fetches none and works without a network. What the build itself needs (a C++
compiler, CMake, the libraries) is listed in scripts/install-packages.sh.
"""
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sysconfig
import tarfile
import tempfile
import zipfile
from pathlib import Path

SOURCE = Path.cwd()  # PEP 517: hooks run in the root of the source tree
NAME = "sftdoctor"
LEFT_OUT = {".git", "build", "node_modules", "__pycache__"}


def _version():
    text = (SOURCE / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"project\(sftdoctor VERSION ([0-9.]+)", text).group(1)


def _tag():
    """Any Python 3 on this platform: the program does not know that there is one."""
    return "py3-none-" + re.sub(r"[-.]", "_", sysconfig.get_platform())


def _metadata():
    return (f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {_version()}\n"
            "Summary: A doctor for training runs\nLicense: MIT\nRequires-Python: >=3.8\n")


def _wheel_file():
    return f"Wheel-Version: 1.0\nGenerator: sftdoctor_build\nRoot-Is-Purelib: false\nTag: {_tag()}\n"


def _dist_info():
    return f"{NAME}-{_version()}.dist-info"


def _run(*command, cwd=SOURCE):
    """Runs a step of the build; its output goes where pip wants it."""
    try:
        subprocess.run([str(word) for word in command], cwd=cwd, check=True)
    except FileNotFoundError:
        raise SystemExit(f"{command[0]} is missing: run scripts/install-packages.sh in {SOURCE}") from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"{' '.join(map(str, command))} failed with {error.returncode}; "
                         "scripts/install-packages.sh installs what a build needs") from None


def _fetch_packages():
    """From npm's cache where it has them, so that a machine that has built before needs no network."""
    for name in ("grammars", "web"):
        folder = SOURCE / name
        if not (folder / "node_modules" / ".package-lock.json").exists():
            _run("npm", "ci", "--prefer-offline", "--ignore-scripts", "--omit=peer", "--no-audit", "--no-fund", cwd=folder)


def _build(build, prefix):
    """The program, stripped, below `prefix`."""
    _fetch_packages()
    configure = ["cmake", "-S", SOURCE, "-B", build, "-DCMAKE_BUILD_TYPE=Release", "-DSFTDOCTOR_TESTS=OFF"]
    if shutil.which("ninja"):
        configure += ["-G", "Ninja"]
    if shutil.which("ccache"):
        configure += ["-DCMAKE_C_COMPILER_LAUNCHER=ccache", "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"]
    _run(*configure)
    jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", os.cpu_count() or 1)
    _run("cmake", "--build", build, "--parallel", jobs, "--target", NAME)
    _run("cmake", "--install", build, "--prefix", prefix, "--strip")
    return prefix / "bin" / NAME


class _Wheel:
    """A wheel in the making, which keeps the record of what is in it."""

    def __init__(self, path):
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._record = []

    def add(self, name, data, mode=0o644):
        info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))  # the same bytes give the same wheel
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = (0o100000 | mode) << 16
        self._zip.writestr(info, data)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        self._record.append(f"{name},sha256={digest},{len(data)}")

    def close(self):
        name = f"{_dist_info()}/RECORD"
        self._record.append(f"{name},,")
        self._zip.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), "\n".join(self._record) + "\n")
        self._zip.close()


def get_requires_for_build_wheel(config_settings=None):
    return []


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    directory = Path(metadata_directory) / _dist_info()
    directory.mkdir()
    (directory / "METADATA").write_text(_metadata(), encoding="utf-8")
    (directory / "WHEEL").write_text(_wheel_file(), encoding="utf-8")
    return directory.name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    name = f"{NAME}-{_version()}-{_tag()}.whl"
    with tempfile.TemporaryDirectory(prefix="sftdoctor-build-") as scratch:
        program = _build(Path(scratch) / "build", Path(scratch) / "prefix").read_bytes()
    wheel = _Wheel(Path(wheel_directory) / name)
    wheel.add(f"{NAME}-{_version()}.data/scripts/{NAME}", program, 0o755)
    wheel.add(f"{_dist_info()}/LICENSE", (SOURCE / "LICENSE").read_bytes())
    wheel.add(f"{_dist_info()}/METADATA", _metadata().encode())
    wheel.add(f"{_dist_info()}/WHEEL", _wheel_file().encode())
    wheel.close()
    return name


# There is no Python to edit: an editable install is an install.
get_requires_for_build_editable = get_requires_for_build_wheel
prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel
build_editable = build_wheel


def get_requires_for_build_sdist(config_settings=None):
    return []


def build_sdist(sdist_directory, config_settings=None):
    top = f"{NAME}-{_version()}"

    def kept(info):
        return None if LEFT_OUT & set(Path(info.name).parts) else info

    with tarfile.open(Path(sdist_directory) / f"{top}.tar.gz", "w:gz") as archive:
        archive.add(SOURCE, arcname=top, filter=kept)
        with tempfile.NamedTemporaryFile("w", suffix="PKG-INFO") as info:
            info.write(_metadata())
            info.flush()
            archive.add(info.name, arcname=f"{top}/PKG-INFO")
    return f"{top}.tar.gz"
