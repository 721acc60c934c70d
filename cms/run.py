"""`make run`: database, migrations, demo content, web, worker and scheduler in one terminal."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

START_LIMIT = 60.0
STOP_LIMIT = 10.0


def say(text: str) -> None:
    print(text, flush=True)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Name a step and say how long it took."""
    started = time.monotonic()
    say(f"• {title} …")
    yield
    say(f"  done in {time.monotonic() - started:.1f} s")


class Counter(io.StringIO):
    """Takes a command's output and shows how many of its lines have come, in place."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word, self.count = word, 0

    def write(self, text: str) -> int:
        if text.strip().startswith("Applying"):
            self.count += 1
            if sys.stdout.isatty():
                sys.stdout.write(f"\r  {self.count} {self.word}")
                sys.stdout.flush()
            elif self.count % 50 == 0:
                say(f"  {self.count} {self.word}")
        return len(text)


def prepare() -> str:
    """Bring the database to where the code is; returns its URL for the child processes."""
    with step("Starting PostgreSQL" if not os.environ.get("DATABASE_URL") else "Reaching PostgreSQL"):
        import django  # the settings start the embedded server, which this step is about

        django.setup()
        from django.db import connection

        connection.ensure_connection()
    from django.core.management import call_command

    with step("Bringing the database up to date"):
        call_command("migrate", interactive=False, stdout=Counter("migrations"))
        call_command("setup_site", verbosity=0, stdout=io.StringIO())
    call_command("load_demo")
    connection.close()
    return os.environ.get("DATABASE_URL") or database_url()


def database_url() -> str:
    """The embedded server's address, so that the children share this process's server."""
    from cms.embedded import embedded_database_url
    from cms.environment import VAR_DIR

    return embedded_database_url(VAR_DIR)


def commands(host: str, port: str) -> dict[str, list[str]]:
    """What runs beside each other."""
    celery = [sys.executable, "-m", "celery", "-A", "cms", "--quiet"]
    return {
        "web": [
            *(sys.executable, "-m", "uvicorn", "cms.asgi:application"),
            *("--host", host, "--port", port, "--log-level", "warning", "--no-server-header", "--no-proxy-headers"),
            # Streams end at once when told to; what still runs then has this long.
            *("--timeout-graceful-shutdown", "5"),
        ],
        "worker": [*celery, "worker", "--pool", "threads", "--concurrency", "4", "--loglevel", "WARNING"],
        "scheduler": [*celery, "beat", "--loglevel", "WARNING"],
    }


class Family:
    """The processes that were started here; ends them all, and nobody else's."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str]) -> None:
        # A session of its own: Ctrl-C reaches this process alone, which then ends the others in order.
        self.children[name] = subprocess.Popen(command, env=self.environment, start_new_session=True)

    def fallen(self) -> str | None:
        return next((name for name, child in self.children.items() if child.poll() is not None), None)

    def stop(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_LIMIT
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def wait_until_answering(url: str, family: Family) -> None:
    """Return when the web process answers; raises SystemExit when it fell or takes too long."""
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        if fallen := family.fallen():
            raise SystemExit(f"The {fallen} process ended while starting; its message is above.")
        try:
            with urlopen(f"{url}/healthz", timeout=2):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"Nothing answers at {url} after {START_LIMIT:.0f} s.")


def refuse_taken_port(host: str, port: int) -> None:
    """Say at once that something else answers there, before half a minute of preparation. Raises SystemExit."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SystemExit(
                f"Port {port} of {host} cannot be used: {error.strerror}. Another one: PORT=8001 make run"
            ) from None


def welcome(url: str) -> None:
    """Where to look and how to sign in."""
    from cms.demo.accounts import DEMO_SIGN_INS

    say("")
    say(f"Foyer is running:  {url}/")
    if address := address_of_open_session():
        say(f"  Join a session that is on      {url}{address}")
    if invitation := open_gallery_invitation():
        say(f"  Share photos as a guest        {url}{invitation}")
    say(f"  Organizer pages, doors         {url}/organizer/")
    say(f"  Wagtail (editors, organizers)  {url}/cms/")
    for sign_in in DEMO_SIGN_INS:
        say(f"    {sign_in.description:<34} {sign_in.email}")
    say(f"  API                            {url}/api/events   (docs: {url}/api/docs)")
    say(f"  Sign-in codes, and all mail    {url}/dev/outbox/")
    say(f"  The editor's second step       {url}/dev/authenticator/")
    say("Ctrl-C stops everything.")


def address_of_open_session() -> str:
    """A session online that anybody may join now, by a name alone; the one that lasts longest."""
    from django.db import connection

    from site_pages.addresses import path_of
    from site_pages.choices import AccessMode, Format
    from site_pages.models import SessionPage

    online = SessionPage.objects.published().live_now().exclude(format=Format.IN_PERSON)
    session = online.filter(access_override=AccessMode.OPEN).order_by("-ends_at", "pk").first()
    address = path_of(session) if session else ""
    connection.close()
    return address


def open_gallery_invitation() -> str:
    """The address of the demo's gallery and its PIN, while guests may come in."""
    from django.db import connection
    from django.utils import timezone as clock

    from cms.demo.photo_gallery import SLUG, gallery_table
    from gallery.choices import GalleryStatus
    from gallery.lifecycle import status_of
    from gallery.models import Gallery
    from gallery.pins import is_pin_of

    pin = gallery_table()["pin"]
    gallery = Gallery.objects.filter(slug=SLUG).first()
    is_open = gallery is not None and status_of(gallery, now=clock.now()) == GalleryStatus.ACTIVE
    # Somebody may have given it another one since.
    is_known = gallery is not None and gallery.has_pin and is_pin_of(gallery, pin)
    connection.close()
    return f"/e/{SLUG}   (PIN {pin})" if is_open and is_known else ""


def interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Run until Ctrl-C or until one of the processes falls; exit status 1 in the second case."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    url = f"http://{host if host != '0.0.0.0' else '127.0.0.1'}:{port}"  # noqa: S104 - compared, not bound
    os.environ.setdefault("BASE_URL", url)
    os.chdir(Path(__file__).resolve().parent.parent)
    # Both by hand: a shell that starts this in the background has it ignore Ctrl-C.
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)
    refuse_taken_port(host, int(port))
    try:
        return live(host, port, url)
    except KeyboardInterrupt:
        say("\nStopping …")
        return 0


def live(host: str, port: str, url: str) -> int:
    """Start everything and watch it; whatever was started is ended on every way out."""
    # Celery warns about running as root; in a container or on a test machine that is how it is.
    quiet = {"PYTHONWARNINGS": "ignore:You're running the worker"}
    family = Family(os.environ | {"DATABASE_URL": prepare()} | quiet)
    try:
        for name, command in commands(host, port).items():
            family.start(name, command)
        wait_until_answering(url, family)
        welcome(url)
        while (fallen := family.fallen()) is None:
            time.sleep(0.5)
        say(f"The {fallen} process ended; stopping the others.")
        return 1
    finally:
        family.stop()


if __name__ == "__main__":
    sys.exit(main())
