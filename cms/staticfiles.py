"""Static files in production: hashed names, compressed, ES module imports rewritten."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites `import … from "./x.js"`, so a module's imports are cached forever too."""

    support_js_module_import_aggregation = True
    # Each pass settles the names of one more level of imports. A circle of modules would never settle.
    max_post_process_passes = 12

    def url_converter(self, name: str, hashed_files: Any, template: str | None = None) -> Callable[[Any], str]:
        """Leaves the types in comments alone: they name packages, and their `import("./x.js")` makes circles."""
        convert = super().url_converter(name, hashed_files, template)
        return lambda match: str(match["matched"]) if is_in_comment(match) else convert(match)


def is_in_comment(match: re.Match[str]) -> bool:
    return any(start < match.start() < end for start, end in comments_of(match.string))


@lru_cache(maxsize=8)
def comments_of(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in COMMENT.finditer(text)]
