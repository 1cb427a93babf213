"""The WSGI application, for gunicorn and the like: ``gunicorn forethought_web.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forethought_web.settings")

application = get_wsgi_application()
