"""The workbench as a Django app.  Not here: any behaviour."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Learners, their clusters, journals and snapshots."""

    name = "podlab.workbench"
    label = "workbench"
    default_auto_field = "django.db.models.BigAutoField"
