"""The page's message types are generated from the server's."""

from podlab.workbench.typescript import TARGET, generate


def test_the_generated_file_is_up_to_date():
    assert TARGET.read_text() == generate()


def test_optional_fields_and_literals_are_spelt():
    text = generate()
    assert 't: "terminal.input";' in text
    assert "problems?: Problem[];" in text
