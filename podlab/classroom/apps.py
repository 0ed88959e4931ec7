"""The classroom as a Django app.  Not here: any behaviour."""

from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    """Classes, their members, what they are given and what comes of it."""

    name = "podlab.classroom"
    label = "classroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Records tell of their changes."""
        from podlab.classroom.live import news

        news.connect()
