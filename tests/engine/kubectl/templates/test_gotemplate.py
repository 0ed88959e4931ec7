"""Go templates, as ``-o go-template`` runs them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.kubectl.templates import gotemplate

DATA = {
    "kind": "List",
    "items": [
        {"name": "a", "ports": [80, 443], "on": True},
        {"name": "b", "ports": [], "on": False},
    ],
    "labels": {"y": "2", "x": "1"},
    "text": "aGk=",
}


def shown(text):
    return gotemplate.render(gotemplate.parse(text), DATA)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('{{range .items}}{{.name}} {{len .ports}}{{"\\n"}}{{end}}', "a 2\nb 0\n"),
        ("{{range $k, $v := .labels}}{{$k}}={{$v}};{{end}}", "x=1;y=2;"),
        ("{{range $i, $e := .items}}{{if $i}}, {{end}}{{$e.name}}{{end}}", "a, b"),
        ("{{if .nosuch}}yes{{else if .kind}}kind{{else}}no{{end}}", "kind"),
        ("{{with .labels}}{{.x}}{{end}}", "1"),
        ('{{if eq .kind "List" "Pod"}}same{{end}}', "same"),
        ("{{if and .kind (not .nosuch)}}both{{end}}", "both"),
        ('{{printf "%s-%03d-%q" .kind 7 "x"}}', 'List-007-"x"'),
        ("{{.text | base64decode}}", "hi"),
        ("{{index .items 0 \"name\"}}", "a"),
        ("{{- /* remark */ -}} x {{- 1 -}} y", "x1y"),
        ("{{.nosuch}}", "<no value>"),
        ("{{.labels}}", "map[x:1 y:2]"),
        ('{{define "t"}}<{{.}}>{{end}}{{template "t" .kind}}', "<List>"),
        ("{{range .items}}{{if eq .name \"b\"}}{{break}}{{end}}{{.name}}{{end}}", "a"),
        ("{{$x := 1}}{{$x = 2}}{{$x}}", "2"),
    ],
)  # fmt: skip
def test_templates(text, wanted):
    assert shown(text) == wanted


@pytest.mark.parametrize("text", ["{{", "{{end}}", "{{nosuch .}}", "{{if .}}", "{{(.kind}}",
                                  "{{.kind.x}}", "{{template \"no\"}}", "{{len 3}}"])  # fmt: skip
def test_mistakes(text):
    with pytest.raises(gotemplate.TemplateError):
        shown(text)


def test_a_template_cannot_run_for_ever():
    with pytest.raises(gotemplate.TemplateError):
        shown('{{define "t"}}{{template "t" .}}{{end}}{{template "t" .}}')
    with pytest.raises(gotemplate.TemplateError):
        shown("{{range 199999}}{{range 199999}}x{{end}}{{end}}")


@given(st.text(alphabet='{}.$|()"= rangeifendlx1\n', max_size=40))
def test_no_template_breaks_the_reader(text):
    with contextlib.suppress(gotemplate.TemplateError):
        shown(text)
