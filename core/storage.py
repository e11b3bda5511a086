from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Static files under names that change with their content, in ES modules' imports too."""

    support_js_module_import_aggregation = True
