"""The classroom's forms: what may be typed, how long, and what is said when it may not.

Not here: what is done with it (``classroom.views``).
"""

from typing import ClassVar

from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from podlab.classroom.classes import MAX_NAME
from podlab.classroom.models import CODE_LENGTH, Classroom
from podlab.classroom.roster import MAX_BYTES


class SignUpForm(UserCreationForm):  # type: ignore[type-arg]
    """A new account; the e-mail may be left out."""

    email = forms.EmailField(label=_("E-mail (optional)"), required=False, max_length=254)

    class Meta:
        model = User
        fields = ("username", "email")


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1_000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The code of a class."""

    code = forms.CharField(
        label=_("Class code"),
        max_length=CODE_LENGTH + 6,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class NameForm(forms.Form):
    """How somebody is called in a class."""

    name = forms.CharField(label=_("Your name"), max_length=MAX_NAME)


class NewClassForm(forms.Form):
    """A new class."""

    class_name = forms.CharField(label=_("Name of the class"), max_length=120)
    own_name = forms.CharField(label=_("Your name in the class"), max_length=MAX_NAME)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an instructor sets."""

    stuck_seconds = forms.IntegerField(
        label=_("A Pod in trouble for so many seconds counts as stuck"),
        min_value=0,
        max_value=3_600,
    )
    consent = forms.ChoiceField(
        label=_("Before somebody looks into a learner's cluster"),
        choices=[("ask", _("the learner is asked")), ("tell", _("the learner is told"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Classroom
        fields = ("name", "open", "trial", "consent", "stuck_seconds")
        labels: ClassVar = {
            "name": _("Name of the class"),
            "open": _("Learners can join"),
            "trial": _("No account is needed to join"),
        }


class RosterForm(forms.Form):
    """A roster: a file, or pasted lines."""

    file = forms.FileField(label=_("CSV file"), required=False)
    text = forms.CharField(
        label=_("or paste the lines here"),
        required=False,
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )


class ExerciseForm(forms.Form):
    """A planned exercise."""

    lesson = forms.ChoiceField(label=_("Lesson or exam"))
    group = forms.ChoiceField(label=_("For"), required=False)
    opens = forms.DateTimeField(
        label=_("Opens"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    due = forms.DateTimeField(
        label=_("Due (optional)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def __init__(
        self,
        *args: object,
        lessons: list[tuple[str, str]],
        groups: list[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["lesson"].choices = lessons  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", _("everybody")), *groups]  # type: ignore[attr-defined]


class DeleteForm(forms.Form):
    """Deleting all one has: the password, or for those without an account the word itself."""

    password = forms.CharField(
        label=_("Password"), required=False, strip=False, widget=forms.PasswordInput
    )
    sure = forms.BooleanField(label=_("Yes, delete everything; it cannot be brought back"))
