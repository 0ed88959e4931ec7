"""Addresses of the classroom's pages.  Not here: its sockets (``classroom.routing``)."""

from django.urls import URLPattern, path

from podlab.classroom.views import accounts, classes, data, members, running

app_name = "classroom"
urlpatterns: list[URLPattern] = [
    path("account", data.account, name="account"),
    path("account/sign-up", accounts.sign_up, name="sign-up"),
    path("account/sign-in", accounts.sign_in, name="sign-in"),
    path("account/sign-out", accounts.sign_out, name="sign-out"),
    path("account/password", accounts.password, name="password"),
    path("account/export", data.export, name="export"),
    path("account/delete", data.delete, name="delete"),
    path("classes", classes.mine, name="classes"),
    path("join", classes.find, name="find"),
    path("join/<str:code>", classes.join, name="join"),
    path("class/look/<int:number>", classes.look, name="look"),
    path("class/copy/<int:number>", classes.look, name="copy"),
    path("class/<uuid:room>/", classes.dashboard, name="dashboard"),
    path("class/<uuid:room>/leave", classes.leave, name="leave"),
    path("class/<uuid:room>/settings", running.settings, name="settings"),
    path("class/<uuid:room>/change", running.change_class, name="change"),
    path("class/<uuid:room>/exercises", running.exercises, name="exercises"),
    path(
        "class/<uuid:room>/exercises/<int:exercise>/mark-again",
        running.mark_again,
        name="mark-again",
    ),
    path("class/<uuid:room>/gradebook.csv", running.gradebook_csv, name="gradebook"),
    path("class/<uuid:room>/members", members.members, name="members"),
    path("class/<uuid:room>/members/<int:member>", members.change_member, name="member"),
    path("class/<uuid:room>/groups/<int:group>", members.change_group, name="group"),
    path("class/<uuid:room>/roster", members.take_roster, name="roster"),
]
