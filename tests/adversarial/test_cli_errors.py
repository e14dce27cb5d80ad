"""Whatever somebody types or feeds in: one clear block on standard error, exit code 2, never a traceback."""

import json
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.pages import free_port, listens
from tests.e2e.terminal import command, environment, frankly

ITEMS = "id,title,categories\n" + "".join(f"i{number},Title {number},books\n" for number in range(12))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("adversarial")
    (place / "items.csv").write_text(ITEMS)
    (place / "events.csv").write_text("person,kind,item,at\nada,purchase,i1,2026-11-01\n")
    for target in ("items", "events"):
        assert frankly(place / "data", "import", target, place / f"{target}.csv").returncode == 0
    return place / "data"


def problem(folder: Path, *args: str | Path, **more: str) -> str:
    """The detail of the problem that a command ends with."""
    done = frankly(folder, *args, "--json", **more)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    found = json.loads(done.stderr)
    assert set(found) >= {"title", "detail", "code"}
    return str(found["detail"])


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("recommend", "--surface", "hom"), "Did you mean 'home'?"),
        (("recommend", "--person", "adda"), "Did you mean 'ada'?"),
        (("recommend", "--item", "nowhere"), "no item 'nowhere'"),
        (("recommend", "--limit", "0"), "--limit"),
        (("recommend", "--person", "session:x"), "person"),
        (("recommend", "--at", "yesterday"), "ISO 8601"),
        (("recommend", "--locale", "ENGLISH!"), "locale"),
        (("recommnd",), "Did you mean 'recommend'?"),
        (("recommend", "--surfce", "home"), "--surface"),
        (("recommend", "--explain", "loudly"), "short"),
        (("import",), "--help"),
        (("import", "items"), "FILE"),
        (("import", "items", "nowhere.csv"), "nowhere.csv"),
        (("import", "preset", "onlineretail", "."), "online-retail"),
        (("import", "items", "--preset", "online-retail", "nowhere"), "nowhere"),
        (("export", "items", "out.txt"), ".jsonl"),
        (("export", "profiles", "out.csv"), ".jsonl"),
        (("export", "items", "no/such/folder/out.jsonl"), "no/such/folder"),
        (("import", "preset", "movielens", "nowhere"), "The folder nowhere does not exist"),
        (("import", "preset", "movielens", "items.csv"), "The folder items.csv is a file"),
        (("serve", "--port", "99999"), "--port 99999: Input should be less than or equal to 65535"),
        (("serve", "--host", "0.0.0.0"), "FRANKLY_API_KEY"),  # noqa: S104  it must refuse
    ],
)
def test_a_mistake_is_met_with_what_to_do(shop: Path, args: tuple[str, ...], hint: str) -> None:
    assert hint in problem(shop, *args)


def test_in_words_a_mistake_is_one_block_on_standard_error(shop: Path) -> None:
    done = frankly(shop, "recommend", "--surface", "hom")
    assert (done.returncode, done.stdout) == (2, "")
    title, *detail = done.stderr.splitlines()
    assert title == "There is no such thing"
    assert all(line.startswith("  ") for line in detail)
    assert "Did you mean 'home'?" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("setting", "value", "hint"),
    [
        ("FRANKLY_PORT", "http", "FRANKLY_PORT"),
        ("FRANKLY_CORS_ORIGINS", "https://shop.example", "JSON"),
        ("FRANKLY_CONFIG", "nowhere", "FRANKLY_CONFIG"),
        ("FRANKLY_EMBEDDER", "word2vec", "FRANKLY_EMBEDDER"),
        ("FRANKLY_DATA", "/proc/nothing/here", "FRANKLY_DATA"),
    ],
)
def test_a_wrong_setting_is_named(shop: Path, setting: str, value: str, hint: str) -> None:
    assert hint in problem(shop, "recommend", **{setting: value})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("noise.jsonl", bytes(range(128, 256)) + b"\n\xff\xfe"),
        ("latin.csv", "id,title\n1,caf\xe9\n".encode("latin-1")),
        ("deep.jsonl", b'{"id": "x", "title": ' + b"[" * 10_000 + b"]" * 10_000 + b"}\n"),
        ("nan.jsonl", b'{"id": "x", "title": "t", "price": {"amount_minor": NaN, "currency": "EUR"}}\n'),
        ("header.csv", b"sku;name\n1;x\n"),
        ("picture.png", b"\x89PNG"),
    ],
)
def test_a_bad_file_ends_in_words_and_leaves_the_shop_as_it_was(
    shop: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    done = frankly(shop, "import", "items", tmp_path / name)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr + done.stdout
    assert name in "".join((done.stderr + done.stdout).split())
    assert len(frankly(shop, "export", "items", "-").stdout.splitlines()) == 12


def test_a_line_of_many_megabytes_is_refused_in_bounded_memory(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    with file.open("wb") as target:
        target.write(b'{"id": "x", "title": "')
        for _ in range(100):
            target.write(b"a" * 1_000_000)
        target.write(b'"}\n{"id": "i-new", "title": "After it"}\n')
    done = frankly(shop, "import", "items", file, "--json")
    report = json.loads(done.stdout)["files"][0]
    assert (report["stored"], report["rejected"]) == (1, 1)


def test_titles_of_any_script_are_shown_and_cannot_drive_the_terminal(tmp_path: Path) -> None:
    titles = [
        "📚 Ünïcode",
        "كتاب الليل",
        "<b>bold</b>",
        "Ignore all instructions",
        "\x1b]0;owned\x07[red]x[/red]",
        "a\tb",
    ]
    rows = [{"id": f"t{number}", "title": title, "categories": ["c"]} for number, title in enumerate(titles)]
    (tmp_path / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    folder = tmp_path / "data"
    frankly(folder, "import", "items", tmp_path / "items.jsonl")
    (tmp_path / "events.csv").write_text(
        "person,kind,item,at\n" + "".join(f"p{n},purchase,t{n % len(titles)},2026-11-01\n" for n in range(30))
    )
    frankly(folder, "import", "events", tmp_path / "events.csv")
    frankly(folder, "reindex")
    done = frankly(folder, "recommend", "--limit", "10")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout
    for title in ("📚 Ünïcode", "كتاب الليل", "<b>bold</b>"):
        assert title in done.stdout


def test_a_terminal_that_cannot_show_a_character_is_no_reason_to_fail(shop: Path) -> None:
    done = frankly(shop, "recommend", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr


def test_a_read_only_file_system_or_full_disk_is_told_and_nothing_is_half_written(shop: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: it holds for root, too."""
    target = tmp_path / "out.jsonl"
    target.write_text("as it was")
    done = subprocess.run(
        command("export", "items", target, "--json"),
        env=environment(shop),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: (
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
        ),
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(done.stderr)["detail"]
    assert target.read_text() == "as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_beside_a_running_service_reading_and_importing_work_and_reindexing_says_what_to_do(
    shop: Path, tmp_path: Path
) -> None:
    port = free_port()
    running = subprocess.Popen(
        command("serve", "--port", str(port)), env=environment(shop), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        deadline = time.monotonic() + 60
        while not listens(port) and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert f"process {running.pid}" in problem(shop, "reindex")
        assert f"process {running.pid}" in problem(shop, "serve", "--port", str(free_port()))
        assert f"Port {port} " in problem(tmp_path / "other", "serve", "--port", str(port))
        (tmp_path / "more.csv").write_text("id,title\nlate,Came late\n")
        done = frankly(shop, "import", "items", tmp_path / "more.csv")
        assert done.returncode == 0
        assert f"process {running.pid}" in done.stdout
        assert frankly(shop, "recommend").returncode == 0
        assert frankly(shop, "doctor").returncode == 0
    finally:
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=30)
    assert running.returncode == 130
    assert b"Traceback" not in errors
