"""Django's registration of the classroom."""

from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    """The app; nothing happens at start."""

    name = "podlab.classroom"
    label = "classroom"
    verbose_name = "PodLab classroom"
