"""Production's static files: modules' imports are rewritten, names of packages in comments are left alone."""

from __future__ import annotations

import re

from cms.staticfiles import ModuleManifestStorage

IMPORT = re.compile(r"(?P<matched>import\(\"(?P<url>[^\"]+)\"\))")


def test_package_named_in_a_type_stays_as_it_is(tmp_path):
    storage = ModuleManifestStorage(location=tmp_path, base_url="/static/")
    convert = storage.url_converter("js/live/daily.js", {})
    found = IMPORT.search('/** @type {import("@daily-co/daily-js").DailyCall} */')
    assert convert(found) == 'import("@daily-co/daily-js")'


def test_module_named_in_a_type_makes_no_circle(tmp_path):
    storage = ModuleManifestStorage(location=tmp_path, base_url="/static/")
    convert = storage.url_converter("js/live/room/tile.js", {})
    found = IMPORT.search('import { h } from "./a.js"; /** @param {import("../room.js").Room} room */')
    assert convert(found) == 'import("../room.js")'
