"""llama.cpp's server inside this process, reached without a network.

The binding always opens its HTTP server too, by default on a loopback port without a key and with CORS
open, where every page in a browser could use it. Here it listens on a socket file in a folder that only
this user may enter; where the system has no such sockets, on a loopback port. Both ask for a random key.
Generation goes through the binding; tokenizing and slot files, which it does not offer, through the
socket.
"""

from __future__ import annotations

import http.client
import json
import secrets
import socket
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import xllamacpp

from assistant.errors import ModelUnavailableError

Chunk = Mapping[str, Any]
_CONTROL_TIMEOUT_S = 60.0


class NativeServer:
    """A loaded GGUF model with `slots` parallel sequences of `slot_tokens` tokens each.

    `state_dir` takes the slot files. Raises ModelUnavailableError where the file can't be loaded.
    """

    def __init__(
        self,
        gguf: Path,
        *,
        state_dir: Path,
        slots: int,
        slot_tokens: int,
        threads: int,
        socket_file: bool = hasattr(socket, "AF_UNIX"),
    ) -> None:
        self._key = secrets.token_urlsafe(32)
        self._private = tempfile.TemporaryDirectory(prefix="shopwright-")
        state_dir.mkdir(parents=True, exist_ok=True)
        params = _params(gguf, slots=slots, slot_tokens=slot_tokens, threads=threads)
        params.api_keys = [self._key]
        params.slot_save_path = f"{state_dir}/"
        params.hostnames = [f"{self._private.name}/model.sock" if socket_file else "127.0.0.1"]
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError as error:
            self._private.cleanup()
            raise ModelUnavailableError(
                f"expected a GGUF model that llama.cpp can load, got {gguf}: {error}; "
                "check it with `shopwright models verify`"
            ) from error
        self._await_loop()

    @property
    def address(self) -> str:
        """Where the inner HTTP server listens."""
        return str(self._server.listening_address)

    def complete(self, body: Mapping[str, Any], on_chunk: Callable[[Chunk], bool]) -> None:
        """Run a completion; `on_chunk` gets each chunk and returns whether to stop.

        Raises ModelUnavailableError where the server refuses the body.
        """
        refused: list[Chunk] = []

        def receive(chunk: Chunk) -> bool:
            if "choices" not in chunk:
                refused.append(chunk)
                return True
            return on_chunk(chunk)

        self._server.handle_completions(dict(body), receive)
        if refused:
            raise ModelUnavailableError(f"llama.cpp refused: {refused[0]}")

    def tokenize(self, text: str, *, control: bool) -> list[int]:
        """Ids of a text; with `control`, names of control tokens in it become those tokens."""
        body = {"content": text, "add_special": False, "parse_special": control}
        return [int(token) for token in self._post("/tokenize", body)["tokens"]]

    def save_slot(self, slot: int, name: str) -> None:
        """Write what a slot holds to a file in the state folder."""
        self._post(f"/slots/{slot}?action=save", {"filename": name})

    def restore_slot(self, slot: int, name: str) -> None:
        """Fill a slot from a file in the state folder."""
        self._post(f"/slots/{slot}?action=restore", {"filename": name})

    def _await_loop(self) -> None:
        """Return when the inner loop serves tasks: freed before that, the server would wait for ever."""
        self._post("/slots/0?action=erase", {})

    def close(self) -> None:
        """Free the model; blocks until the inner loop has ended."""
        del self._server
        self._private.cleanup()

    def _post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"}
        connection = connect(self.address)
        try:
            connection.request("POST", path, json.dumps(body), headers)
            response = connection.getresponse()
            answer: Mapping[str, Any] = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ModelUnavailableError(f"llama.cpp at {path}: {error}") from error
        finally:
            connection.close()
        if response.status != http.client.OK:
            raise ModelUnavailableError(f"llama.cpp at {path}: expected 200, got {response.status} {answer}")
        return answer


class _SocketFileConnection(http.client.HTTPConnection):
    """HTTP over a socket file."""

    def __init__(self, file: str) -> None:
        super().__init__("localhost", timeout=_CONTROL_TIMEOUT_S)
        self._file = file

    def connect(self) -> None:
        """Open the socket file."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_CONTROL_TIMEOUT_S)
        self.sock.connect(self._file)


def connect(address: str) -> http.client.HTTPConnection:
    """A connection to `unix://FILE` or `http://HOST:PORT`."""
    scheme, _, place = address.partition("://")
    if scheme == "unix":
        return _SocketFileConnection(place)
    return http.client.HTTPConnection(place, timeout=_CONTROL_TIMEOUT_S)


def _params(gguf: Path, *, slots: int, slot_tokens: int, threads: int) -> xllamacpp.CommonParams:
    params = xllamacpp.CommonParams()
    params.model.path = str(gguf)
    params.n_parallel, params.n_ctx = slots, slots * slot_tokens
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.cache_ram_mib = 0  # slots and their files are managed here; the default would take 8 GiB
    params.cors_origins = ""
    params.ui = False
    params.endpoint_props = params.endpoint_metrics = False
    params.offline = True
    params.verbosity = 0
    return params
