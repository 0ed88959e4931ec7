"""What all tests share: Django is set up with a database in a scratch folder, Hypothesis is calm.

The folder is made before Django reads its settings.
"""

import os
import tempfile

from hypothesis import HealthCheck, settings

os.environ.setdefault("PODLAB_VAR", tempfile.mkdtemp(prefix="podlab-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podlab.settings")

# A run of the tests tells what the code does, not how lucky or busy the machine is: the same
# examples each time, nothing judged by the wall clock.  New ones: `--hypothesis-profile=search`.
STEADY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", STEADY, derandomize=True, database=None)
settings.register_profile("search", STEADY, max_examples=1000)
settings.load_profile("steady")
