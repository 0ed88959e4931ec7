"""One's own data: everything is in the archive, and nothing is left when it is deleted."""

import json
import zipfile

from channels.db import database_sync_to_async
from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import ForeignKey

from podlab.classroom.models import Classroom, Look, Membership, Proposal
from podlab.classroom.owndata import _delete, archive, delete_learner
from podlab.engine.spec import default_spec
from podlab.workbench.models import ClusterRecord, JournalRow, Learner, Snapshot
from tests.classroom.school import a_class, a_member, a_teacher


def a_cluster(learner, purpose=""):
    made = ClusterRecord.objects.create(
        learner=learner, purpose=purpose, spec=default_spec(), seed=1, start=1
    )
    row = {"do": "run", "argv": ["secret"]}
    JournalRow.objects.create(cluster=made, sequence=1, steps=1, time=1, command=row)
    Snapshot.objects.create(cluster=made, sequence=1, steps=1, time=1, data=b"frozen")
    return made


def test_the_archive_has_account_places_clusters_and_journals_but_no_password():
    teacher = a_teacher(password="correct horse 7")
    a_class("Pods", teacher)
    cluster = a_cluster(teacher)
    with zipfile.ZipFile(archive(teacher)) as packed:
        names = packed.namelist()
        text = "".join(packed.read(name).decode() for name in names)
        journal = json.loads(packed.read(f"journals/{cluster.name}.json"))
    assert {"learner.json", "account.json", "records/membership-learner.json"} <= set(names)
    assert journal[0]["command"]["argv"] == ["secret"]
    assert "pbkdf2" not in text
    assert "frozen" not in text


def test_deleting_leaves_nothing_of_a_learner_and_everything_of_others():
    room = a_class()
    ada, helper = a_member(room, "Ada"), a_member(room, "Helper", "assistant")
    mine, copy = a_cluster(ada.learner), a_cluster(helper.learner, "help:1")
    theirs = a_cluster(helper.learner)
    Look.objects.create(member=ada, by=helper, by_name="Helper", kind="copy", copy=copy)
    Proposal.objects.create(member=ada, by=helper, by_name="Helper", kind="hint")
    gone = ada.learner_id
    assert set(_delete(ada.learner)) == {mine.name, copy.name}
    assert set(ClusterRecord.objects.filter(learner=helper.learner)) == {theirs}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is Learner:
                assert not model.objects.filter(**{field.name: gone}).exists(), model
    assert Classroom.objects.filter(id=room.id).exists()


def test_a_helper_who_goes_is_no_longer_named_and_a_class_without_instructor_goes_too():
    teacher = a_teacher()
    room = a_class("Mine", teacher)
    shared = a_class("Shared")
    helper = Membership.objects.create(
        classroom=shared, learner=teacher, name="T", role="assistant"
    )
    ada = a_member(shared, "Ada")
    look = Look.objects.create(member=ada, by=helper, by_name="T", kind="view")
    user = teacher.user_id
    _delete(teacher)
    look.refresh_from_db()
    assert (look.by, look.by_name) == (None, "")
    assert not User.objects.filter(id=user).exists()
    assert not Classroom.objects.filter(id=room.id).exists()
    assert Classroom.objects.filter(id=shared.id).exists()


async def test_deleting_ends_clusters_that_are_open_and_neighbours_go_on(school):
    room = await database_sync_to_async(a_class)()
    ada = await database_sync_to_async(a_member)(room, "Ada")
    grace = await database_sync_to_async(a_member)(room, "Grace")
    page, other = await school.page(ada), await school.page(grace)
    await page.ask(t="file.write", path="/root/x", text="x")
    learner = await database_sync_to_async(Learner.objects.get)(id=ada.learner_id)
    await delete_learner(school.registry, learner)
    gone = await page.ask(t="file.write", path="/root/y", text="y")
    assert (gone["t"], gone["code"]) == ("refused", "crashed")
    kept = await other.ask(t="file.write", path="/root/y", text="y")
    assert kept["ok"]
    assert not await database_sync_to_async(
        ClusterRecord.objects.filter(learner_id=ada.learner_id).exists
    )()
    assert not await database_sync_to_async(
        JournalRow.objects.filter(cluster__learner_id=ada.learner_id).exists
    )()
