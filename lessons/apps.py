"""The lessons as a Django app.  Not here: any behaviour."""

from django.apps import AppConfig


class LessonsConfig(AppConfig):
    """Progress of learners in lessons."""

    name = "lessons"
    default_auto_field = "django.db.models.BigAutoField"
