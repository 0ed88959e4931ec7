"""The classroom in Django's admin, for who runs the server: to look things up and to mend them."""

from django.contrib import admin

from podlab.classroom.models import Assignment, Classroom, Look, Membership, Result


@admin.register(Classroom)
class ClassroomAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Classes."""

    list_display = ("name", "code", "open", "trial", "created", "ended")
    search_fields = ("name", "code")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who is in which class."""

    list_display = ("name", "classroom", "role", "number", "joined")
    list_filter = ("role",)
    search_fields = ("name", "email", "number")
    raw_id_fields = ("classroom", "learner", "group")


@admin.register(Assignment)
class AssignmentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Exercises."""

    list_display = ("lesson", "kind", "classroom", "handed_out", "due", "collected")
    raw_id_fields = ("classroom", "group")


@admin.register(Result)
class ResultAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What was collected: read, not written."""

    list_display = ("assignment", "member", "points", "possible", "recorded")
    raw_id_fields = ("assignment", "member")


@admin.register(Look)
class LookAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who looked at whom."""

    list_display = ("by_name", "member", "kind", "state", "asked", "ended")
    raw_id_fields = ("member", "by", "copy")

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """A record of who looked is nobody's to change."""
        return False
