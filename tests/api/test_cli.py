"""The command line: parsing, output, exit codes; with a home but without any model."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from api.cli import main
from api.commands.conversations import stored_conversation
from api.commands.serve import check_loopback
from api.errors import CommandError
from assistant.errors import ConversationNotFoundError
from assistant.store import SqlConversationStore
from retrieval.catalog.snapshot import ShopSettings
from retrieval.catalog.store import CatalogStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended and what it printed."""

    returncode: int
    stdout: str
    stderr: str


class Shopwright(Protocol):
    """Runs one command line in this process, with no settings of this machine."""

    def __call__(self, *arguments: str, home: Path | None = None) -> Ran:
        """What `shopwright ARGUMENTS` does."""
        ...


@pytest.fixture
def shopwright(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Shopwright]:
    """The command line; the logging that it sets up is undone."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    for name in [name for name in os.environ if name.startswith("SHOPWRIGHT_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str, home: Path | None = None) -> Ran:
        if home is not None:
            monkeypatch.setenv("SHOPWRIGHT_HOME", str(home))
            monkeypatch.setenv("SHOPWRIGHT_MODELS", str(home / "models"))
        monkeypatch.setattr(sys, "argv", ["shopwright", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capfd.readouterr()
        return Ran(returncode=int(ended.value.code or 0), stdout=shown.out, stderr=shown.err)

    yield run
    root.handlers[:], root.level = handlers, level


def python(*arguments: str, stdin: str = "", home: Path | None = None) -> Ran:
    """A Python process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOPWRIGHT_")}
    if home is not None:
        environment |= {"SHOPWRIGHT_HOME": str(home), "SHOPWRIGHT_MODELS": str(home / "models")}
    ran = subprocess.run(  # noqa: S603 - our own code, fixed arguments
        [sys.executable, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    return Ran(returncode=ran.returncode, stdout=ran.stdout, stderr=ran.stderr)


def add_shop(home: Path, name: str) -> None:
    """A shop without products."""
    home.mkdir(exist_ok=True)
    store = CatalogStore(f"sqlite:///{home / 'catalogs.sqlite'}")
    store.save_shop(ShopSettings(name=name, title="Wool & Co"))
    store.close()


def test_help_loads_no_heavy_library() -> None:
    """Help names every command, and torch, chromadb and the rest stay out."""
    probe = (
        "import sys\n"
        "from api.cli import main\n"
        "sys.argv = ['shopwright', '--help']\n"
        "try:\n    main()\n"
        "finally:\n    print([m for m in ('torch', 'chromadb', 'fastapi', 'numpy') if m in sys.modules])\n"
    )
    shown = python("-c", probe)
    for command in ("ingest", "shops", "chat", "serve", "models", "prompts", "config", "doctor"):
        assert command in shown.stdout
    assert shown.stdout.endswith("\n[]\n")


def test_home_is_taken_before_and_after_the_command(shopwright: Shopwright, tmp_path: Path) -> None:
    """Both places mean the same, and overrule the environment."""
    for arguments in (
        ["--home", str(tmp_path / "a"), "config", "show"],
        ["config", "show", "--home", str(tmp_path / "a")],
    ):
        shown = shopwright(*arguments, home=tmp_path / "b")
        assert shown.returncode == 0
        assert f"home: {tmp_path / 'a'}\n" in shown.stdout


def test_an_expected_failure_is_one_line_and_exit_1(shopwright: Shopwright, tmp_path: Path) -> None:
    """No traceback: what was expected, on standard error alone."""
    failed = shopwright("shops", "show", "nope", home=tmp_path)
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert failed.stderr.startswith("shopwright: ")
    assert failed.stderr.count("\n") == 1
    assert "'nope'" in failed.stderr


def test_an_unknown_setting_is_an_error(shopwright: Shopwright, tmp_path: Path) -> None:
    """A misspelled key in config.yaml is named."""
    (tmp_path / "config.yaml").write_text("modle: x\n")
    failed = shopwright("config", "show", home=tmp_path)
    assert failed.returncode == 1
    assert "modle" in failed.stderr


def test_shops_are_listed_changed_and_deleted(shopwright: Shopwright, tmp_path: Path) -> None:
    """Set changes only what is named; after delete the shop is gone."""
    add_shop(tmp_path, "wool")
    changed = shopwright("shops", "set", "wool", "--currency", "EUR", home=tmp_path)
    assert (changed.returncode, changed.stderr) == (0, "")
    listed = shopwright("shops", "list", home=tmp_path).stdout
    assert "EUR" in listed
    assert "Wool & Co" in listed
    assert shopwright("shops", "set", "wool", "--currency", "euro", home=tmp_path).returncode == 1
    assert shopwright("shops", "delete", "wool", home=tmp_path).returncode == 0
    assert shopwright("shops", "list", home=tmp_path).stdout == ""


def test_prompts_are_shown_by_version(shopwright: Shopwright) -> None:
    """List names versions; show prints one; an unknown one is an error."""
    listed = shopwright("prompts", "list").stdout
    name = listed.split()[0]
    assert shopwright("prompts", "show", f"{name}@1").stdout.startswith(f"{name}@1")
    assert shopwright("prompts", "show", f"{name}@99").returncode == 1


def test_json_chat_with_an_unknown_shop_answers_every_line(tmp_path: Path) -> None:
    """One line out per line in, each with the error, then exit 1; standard output holds nothing else."""
    lines = '{"conversation": "a", "say": "hi"}\nnot json\n\n{"conversation": "b", "say": "hi"}'
    arguments = ["-m", "api.cli", "chat", "--shop", "nope", "--json", "--reduced"]
    chat = python(*arguments, home=tmp_path, stdin=lines)
    answers = [json.loads(line) for line in chat.stdout.splitlines()]
    assert [(one["conversation"], one["error"]["code"]) for one in answers] == [
        ("a", "shop_not_found"),
        (None, "invalid_json"),
        (None, "invalid_json"),
        ("b", "shop_not_found"),
    ]
    assert chat.returncode == 1
    assert chat.stderr.splitlines()[-1].startswith("shopwright: ")


def test_only_results_reach_standard_output() -> None:
    """Prints, native writes to descriptor 1 and child processes all land on standard error."""
    program = (
        "import os, subprocess\n"
        "from api.commands.common import private_results\n"
        "with private_results() as results:\n"
        "    print('noise', flush=True)\n"
        "    os.write(1, b'noise')\n"
        "    subprocess.run(['echo', 'noise'])\n"
        "    results.write('结果\\n')\n"
        "print('noise')\n"
    )
    ran = python("-c", program)
    assert ran.stdout == "结果\n"
    assert ran.stderr.count("noise") == 4


def test_conversations_are_listed_and_erased(shopwright: Shopwright, tmp_path: Path) -> None:
    """A caller's own id is found by its name; a second delete says that there is none."""

    async def prepare() -> None:
        store = SqlConversationStore(f"sqlite:///{tmp_path / 'conversations.sqlite'}")
        await store.create(shop="wool", conversation_id="wool/a")
        await store.aclose()

    asyncio.run(prepare())
    assert "wool/a" in shopwright("conversations", "list", home=tmp_path).stdout
    assert shopwright("conversations", "delete", "a", home=tmp_path).returncode == 0
    assert shopwright("conversations", "list", home=tmp_path).stdout == ""
    assert shopwright("conversations", "delete", "a", home=tmp_path).returncode == 1


async def test_a_name_in_two_shops_needs_the_shop(tmp_path: Path) -> None:
    """An ambiguous name is refused; with the shop it is one conversation."""
    store = SqlConversationStore(f"sqlite:///{tmp_path / 'log.sqlite'}")
    for shop in ("one", "two"):
        await store.create(shop=shop, conversation_id=f"{shop}/a")
    with pytest.raises(ConversationNotFoundError, match="2 shops"):
        await stored_conversation(store, "a", shop=None)
    assert await stored_conversation(store, "a", shop="two") == "two/a"
    assert await stored_conversation(store, "one/a", shop=None) == "one/a"
    await store.aclose()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.5", "::1", "localhost"])
def test_loopback_addresses_may_be_served(host: str) -> None:
    """Only this machine can connect there."""
    check_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "shop.example", ""])  # noqa: S104 - refused
def test_other_addresses_are_refused(host: str) -> None:
    """There is no login yet."""
    with pytest.raises(CommandError, match="no login"):
        check_loopback(host)


def test_doctor_says_what_to_do_next(shopwright: Shopwright, tmp_path: Path) -> None:
    """With nothing pulled it exits 1 and names the command that helps."""
    checked = shopwright("doctor", home=tmp_path)
    assert checked.returncode == 1
    assert "next: shopwright models pull" in checked.stdout


def test_models_verify_and_pull_refuse_unknown_ids(shopwright: Shopwright, tmp_path: Path) -> None:
    """The message lists what there is."""
    for command in ("pull", "verify"):
        failed = shopwright("models", command, "nope", home=tmp_path)
        assert failed.returncode == 1
        assert "multilingual-e5-small" in failed.stderr


def test_an_unusable_source_is_one_line(shopwright: Shopwright, tmp_path: Path) -> None:
    """A dry run of a missing file fails without a traceback."""
    failed = shopwright(
        "ingest", str(tmp_path / "none.csv"), "--shop", "wool", "--dry-run", home=tmp_path / "home"
    )
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr


def test_a_dry_run_shows_mapping_and_coverage(shopwright: Shopwright, tmp_path: Path) -> None:
    """Columns, fields and facet coverage are shown, and no shop is made."""
    source = tmp_path / "goods.csv"
    source.write_text("product_id,title,price,color\n1,Red hat,9.50,red\n2,Blue hat,bad,blue\n")
    shown = shopwright("ingest", str(source), "--shop", "hats", "--dry-run", home=tmp_path / "home")
    assert shown.returncode == 0, shown.stderr
    assert "facet coverage" in shown.stdout
    assert "color" in shown.stdout
    assert shopwright("shops", "list", home=tmp_path / "home").stdout == ""
