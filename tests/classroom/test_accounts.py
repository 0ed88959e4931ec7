"""Accounts: what somebody did before having one comes along."""

from django.contrib.auth.models import User

from lessons.models import PassedCheck
from podlab.classroom.accounts import sign_in, sign_up
from podlab.classroom.classes import join
from podlab.classroom.models import Membership
from podlab.engine.spec import default_spec
from podlab.workbench.models import ClusterRecord, JournalRow, Learner
from tests.classroom.school import a_class, a_member, a_teacher


def a_user(name):
    User.objects.filter(username=name).delete()
    return User.objects.create_user(name)


def a_cluster(learner, purpose):
    made = ClusterRecord.objects.create(
        learner=learner, purpose=purpose, spec=default_spec(), seed=1, start=1
    )
    JournalRow.objects.create(cluster=made, sequence=1, steps=1, time=1, command={"do": "x"})
    return made


def passed(learner, check):
    PassedCheck.objects.create(
        learner=learner, lesson="l", step="s", check_name=check, cluster="c", virtual_time=1
    )


def test_signing_up_keeps_the_learner():
    learner = Learner.objects.create()
    assert sign_up(learner, a_user("new")) == learner
    assert sign_up(learner, a_user("second")) != learner


def test_signing_in_anew_takes_the_anonymous_learner_over_if_the_account_has_none():
    learner = Learner.objects.create()
    assert sign_in(learner, a_user("bare")) == learner
    assert sign_in(None, a_user("barer")).user.username == "barer"


def test_signing_in_moves_work_and_loses_none():
    user = a_user("both")
    own, anonymous = Learner.objects.create(user=user), Learner.objects.create()
    mine, theirs = a_cluster(own, "same"), a_cluster(anonymous, "same")
    other = a_cluster(anonymous, "other")
    passed(own, "a")
    passed(anonymous, "a")
    passed(anonymous, "b")
    room = a_class()
    a_member(room)
    join(room, anonymous, "Ada")
    assert sign_in(anonymous, user) == own
    kept = {record.name: record.archived for record in ClusterRecord.objects.filter(learner=own)}
    assert kept == {mine.name: False, theirs.name: True, other.name: False}
    assert JournalRow.objects.filter(cluster=theirs).count() == 1
    assert set(PassedCheck.objects.filter(learner=own).values_list("check_name", flat=True)) == {
        "a",
        "b",
    }
    assert Membership.objects.get(classroom=room, learner=own).name == "Ada"
    assert not Learner.objects.filter(id=anonymous.id).exists()


def test_an_account_never_takes_over_another_accounts_learner():
    other = a_teacher()
    user = a_user("thief")
    found = sign_in(other, user)
    assert found != other
    other.refresh_from_db()
    assert other.user is not None
    assert other.user != user
