"""What all tests share: Django is set up with a database in a scratch folder.

The folder is made before Django reads its settings.
"""

import os
import tempfile

os.environ.setdefault("PODLAB_VAR", tempfile.mkdtemp(prefix="podlab-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podlab.settings")
