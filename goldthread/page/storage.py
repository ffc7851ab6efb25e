"""Static files under names that tell their content, also where one script imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Imports in scripts are rewritten too: otherwise a module asked for by page and by script would run twice."""

    support_js_module_import_aggregation = True
