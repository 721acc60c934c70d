"""Static files in production: hashed names, compressed, ES module imports rewritten."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites `import … from "./x.js"`, so a module's imports are cached forever too."""

    support_js_module_import_aggregation = True
