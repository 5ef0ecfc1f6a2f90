"""Everything that `app.py serve` imports, imported: what forked bots begin with."""

from __future__ import annotations

import importlib
import pkgutil

import app  # noqa: F401
import bot
import dialogs
import storage
import template_specs

for room in (template_specs, dialogs, storage, bot):
    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        if ".demo" not in module.name and not module.name.startswith("storage.migrations."):
            importlib.import_module(module.name)
