"""Superset for one person on this machine: everything it keeps is below SUPERSET_HOME. No production settings."""

import os
import secrets
from pathlib import Path

HOME = Path(os.environ["SUPERSET_HOME"])
_KEY = HOME / "secret_key"
if not _KEY.exists():
    _KEY.write_text(secrets.token_urlsafe(48))
    _KEY.chmod(0o600)
SECRET_KEY = _KEY.read_text()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME / 'superset.db'}?check_same_thread=false"
# Served over plain HTTP on 127.0.0.1, and a DuckDB file counts as unsafe for a shared server.
TALISMAN_ENABLED = False
PREVENT_UNSAFE_DB_CONNECTIONS = False
# A new release must show at once, not when a cache ends.
CACHE_CONFIG = DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
