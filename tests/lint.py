"""`python -m tests.lint`: the house rules that no linter knows, and the type check of the JavaScript.

Files have at most 300 lines and functions at most 40 (ARCHITECTURE, Style); nothing unfinished is committed;
templates and pages carry no inline code (the Content-Security-Policy would refuse it).
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
SKIPPED = ("static/vendor/", "/migrations/", "requirements", "package-lock", "tests/cms/openapi.json")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
INLINE_CODE = re.compile(
    r"""<[^>{]+\s(?:on[a-z]+|style)\s*=|<script(?![^>]*(?:src=|ld\+json|application/json))|<style""", re.I
)
# Mail clients know inline styles only; Wagtail's admin has a policy of its own.
WITH_INLINE_STYLE = re.compile(r"templates/(\w+/mail|wagtailadmin)/")


def tracked(*suffixes: str) -> Iterator[Path]:
    """Files under version control, without what others wrote."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listing.stdout.splitlines():
        if name.endswith(suffixes) and not any(part in f"/{name}" for part in SKIPPED) and (ROOT / name).is_file():
            yield ROOT / name


def long_files() -> Iterator[str]:
    for path in tracked(".py", ".js", ".css", ".html"):
        lines = len(path.read_text().splitlines())
        if lines > LONGEST_FILE:
            yield f"{path.relative_to(ROOT)}: {lines} lines, at most {LONGEST_FILE}"


def long_functions() -> Iterator[str]:
    for path in tracked(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield f"{where}: {node.name} has {length} lines, at most {LONGEST_FUNCTION}"


def unfinished_words() -> Iterator[str]:
    for path in tracked(".py", ".js", ".css", ".html", ".toml", ".md"):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if UNFINISHED.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: unfinished: {line.strip()[:80]}"


def inline_code() -> Iterator[str]:
    for path in tracked(".html"):
        name = str(path.relative_to(ROOT))
        if name.startswith("templates/") and not WITH_INLINE_STYLE.match(name):
            for match in INLINE_CODE.finditer(path.read_text()):
                yield f"{name}: inline code: {match[0][:60]}"


def javascript() -> Iterator[str]:
    """`tsc --checkJs` over static/js; Node is a tool of development only, so its absence is said, not fatal."""
    tools = ROOT / ".ci" / "js"
    if shutil.which("npm") is None:
        print("SKIPPED: the JavaScript is not type-checked, because npm is not installed", flush=True)
        return
    installed = tools / "node_modules" / ".bin" / "tsc"
    noted = tools / "node_modules" / ".package-lock.json"  # written by npm when it has installed
    if not noted.exists() or noted.stat().st_mtime < (tools / "package-lock.json").stat().st_mtime:
        subprocess.run(["npm", "ci", "--silent", "--no-fund", "--no-audit"], cwd=tools, check=True)
    result = subprocess.run([installed, "-p", tools], capture_output=True, text=True, check=False)
    yield from result.stdout.splitlines()


CHECKS = (long_files, long_functions, unfinished_words, inline_code, javascript)


def main(*names: str) -> int:
    """Print every finding of these checks, by default of all; exit status 1 when there is one."""
    findings = [finding for check in CHECKS if not names or check.__name__ in names for finding in check()]
    for finding in findings:
        print(finding)
    print(f"House rules: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
