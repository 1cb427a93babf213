"""The site's settings for tests: with consultations, in a database of the tests' own."""

import os

os.environ["FORETHOUGHT_DATABASE"] = os.environ.get("FORETHOUGHT_TEST_DATABASE", "tests.sqlite3")
os.environ["FORETHOUGHT_CONFIG"] = os.devnull

from forethought_web.settings import *  # noqa: F403 - settings are names, and these are the site's

# Hashing a password well takes long, by design; a test's password is nobody's.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
