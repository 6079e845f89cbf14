"""Downloads against a local server: bad mirrors, damaged copies, folders that cannot be written."""

import errno
import gzip
import hashlib
import re
import socket
import subprocess
import sys

import pytest

from cnnlib.datasets import DownloadError, download
from cnnlib.datasets.sources import CIFAR10, FASHION_MNIST, MNIST, RemoteFile
from tests.file_server import mirror

CONTENT = gzip.compress(bytes(range(256)) * 40, mtime=0) * 3
BAD = {
    "silent": "no answer for 0.6 seconds",
    "mute": "no answer for 0.6 seconds",
    "cut": "the connection broke off in the middle",
    "truncated": "what came is damaged or another file",
    "other": "what came is damaged or another file",
    "login": "what came is damaged or another file",
    "forbidden": "403 Forbidden",
    "missing": "404 Not Found",
    "broken": "500 Internal Server Error",
}


@pytest.fixture
def server():
    with mirror(CONTENT) as running:
        yield running


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Let the cache lie in a folder of the test, and let nobody wait."""
    for variable in ("CNNLIB_DATA", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(download, "_TIMEOUT", 0.6)
    return tmp_path / "cache" / "cnnlib" / "toy"


def published(*addresses, content=CONTENT):
    return RemoteFile("toy", "file.gz", hashlib.sha256(content).hexdigest(), addresses)


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("manner", ["good", "slow", "encoded", "unmeasured"])
def test_a_file_comes_whole_once_and_stays(server, cache, manner):
    file = published(server.address(manner))
    path = download.fetch(file)
    assert (path, path.read_bytes()) == (cache / "file.gz", CONTENT)
    assert download.fetch(file) == path
    assert server.asked == [manner]
    assert names(cache) == ["file.gz"]


@pytest.mark.parametrize("manner", BAD)
def test_after_a_bad_mirror_comes_the_next(server, cache, manner):
    path = download.fetch(published(server.address(manner), server.address("good")))
    assert path.read_bytes() == CONTENT
    assert server.asked == [manner, "good"]
    assert names(cache) == ["file.gz"]


@pytest.mark.parametrize(("manner", "reason"), BAD.items())
def test_bad_mirrors_leave_nothing_and_are_named(server, cache, manner, reason):
    address = server.address(manner)
    with pytest.raises(DownloadError, match=re.escape(f"\n  {address}: {reason}")):
        download.fetch(published(address))
    assert names(cache) == []


def test_offline_says_what_to_do(cache):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/file.gz"
        with pytest.raises(DownloadError) as caught:
            download.fetch(published(address))
    message = str(caught.value)
    assert f"{address}: no connection" in message
    for word in ("toy: file.gz", "CNNLIB_DATA", "digits()", hashlib.sha256(CONTENT).hexdigest()):
        assert word in message


def test_a_damaged_copy_is_replaced(server, cache):
    cache.mkdir(parents=True)
    (cache / "file.gz").write_bytes(CONTENT[:-1])
    assert download.fetch(published(server.address("good"))).read_bytes() == CONTENT


@pytest.mark.parametrize("manner", ["forbidden", "cut", "other"])
def test_a_damaged_copy_that_cannot_be_replaced_is_removed(server, cache, manner):
    cache.mkdir(parents=True)
    (cache / "file.gz").write_bytes(CONTENT[:-1])
    with pytest.raises(DownloadError):
        download.fetch(published(server.address(manner)))
    assert names(cache) == []


def test_a_cache_that_cannot_be_made(server, tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file" / "cache"))
    with pytest.raises(DownloadError, match=r"(?s)the cache cannot be used: .*CNNLIB_DATA") as caught:
        download.fetch(published(server.address("good")))
    assert str(tmp_path / "file") in str(caught.value)
    assert server.asked == []


def refuse_writing(monkeypatch, number):
    def refuse(*_, **__):
        raise OSError(number, "refused")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_read_only_cache_is_named(server, cache, monkeypatch, number):
    cache.mkdir(parents=True)
    refuse_writing(monkeypatch, number)
    with pytest.raises(DownloadError, match=r"(?s)the cache cannot be used: .*refused.*CNNLIB_DATA"):
        download.fetch(published(server.address("good")))


def test_a_read_only_cache_serves_what_it_holds(server, cache, monkeypatch):
    cache.mkdir(parents=True)
    (cache / "file.gz").write_bytes(CONTENT)
    refuse_writing(monkeypatch, errno.EROFS)
    assert download.fetch(published(server.address("good"))).read_bytes() == CONTENT
    assert server.asked == []


def test_a_full_disk_is_named_and_nothing_stays(server, cache, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.move", full)
    with pytest.raises(DownloadError, match="No space left on device"):
        download.fetch(published(server.address("good")))
    assert names(cache) == []


FETCH = """
import sys
from cnnlib.datasets import download
from cnnlib.datasets.sources import RemoteFile
path = download.fetch(RemoteFile("toy", "file.gz", sys.argv[1], (sys.argv[2],)))
sys.exit(len(path.read_bytes()) != int(sys.argv[3]))
"""


def test_two_processes_at_once(server, cache):
    file = published(server.address("together"))
    arguments = [sys.executable, "-c", FETCH, file.sha256, *file.mirrors, str(len(CONTENT))]
    both = [subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(process.communicate()[1], process.returncode)[1] for process in both] == [0, 0]
    assert server.asked == ["together", "together"]
    assert names(cache) == ["file.gz"]


def test_an_interruption_leaves_nothing(server, cache, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("urllib3.response.HTTPResponse.stream", interrupt)
    with pytest.raises(KeyboardInterrupt):
        download.fetch(published(server.address("good")))
    assert names(cache) == []


def test_progress_is_shown(server, capsys):
    download.fetch(published(server.address("good")))
    shown = capsys.readouterr().err
    assert "file.gz" in shown
    assert "100%" in shown


@pytest.mark.parametrize("place", ["toy/file.gz", "file.gz"])
def test_a_folder_of_ones_own(server, cache, tmp_path, monkeypatch, place):
    path = tmp_path / "own" / place
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    monkeypatch.setenv("CNNLIB_DATA", str(tmp_path / "own"))
    assert download.fetch(published(server.address("good"))) == path
    assert server.asked == []
    assert names(cache) == []


def test_the_data_sets_own_subfolder_comes_first(tmp_path, monkeypatch):
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "file.gz").write_bytes(CONTENT)
    (tmp_path / "file.gz").write_bytes(b"the file of another data set")
    monkeypatch.setenv("CNNLIB_DATA", str(tmp_path))
    assert download.fetch(published()) == tmp_path / "toy" / "file.gz"


def test_a_damaged_file_of_ones_own_is_refused_and_kept(server, tmp_path, monkeypatch):
    (tmp_path / "file.gz").write_bytes(CONTENT[:-1])
    monkeypatch.setenv("CNNLIB_DATA", str(tmp_path))
    with pytest.raises(ValueError, match=hashlib.sha256(CONTENT[:-1]).hexdigest()):
        download.fetch(published(server.address("good")))
    assert (tmp_path / "file.gz").read_bytes() == CONTENT[:-1]
    assert server.asked == []


def test_a_missing_file_of_ones_own_is_named(server, tmp_path, monkeypatch):
    monkeypatch.setenv("CNNLIB_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"neither .*toy/file\.gz nor .*unset CNNLIB_DATA"):
        download.fetch(published(server.address("good")))
    monkeypatch.setenv("CNNLIB_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match=r"CNNLIB_DATA names .*nowhere, which is no folder"):
        download.fetch(published(server.address("good")))


@pytest.mark.parametrize("module", ["pooch", "tqdm"])
def test_a_missing_package_is_named(server, monkeypatch, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModuleNotFoundError, match="pip install pooch tqdm"):
        download.fetch(published(server.address("good")))


def test_published_files_are_well_formed():
    files = [*MNIST["train"], *MNIST["test"], *FASHION_MNIST["train"], *FASHION_MNIST["test"], CIFAR10]
    assert len({file.sha256 for file in files}) == len(files) == 9
    for file in files:
        assert re.fullmatch("[0-9a-f]{64}", file.sha256)
        assert len(file.mirrors) == 2
        assert all(address.endswith(f"/{file.name}") for address in file.mirrors)
