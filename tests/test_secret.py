"""The secret key: made once, kept, readable by its owner alone."""

from podlab.secret import load_or_create_secret


def test_a_key_is_made_once_and_kept(tmp_path):
    path = tmp_path / "secret-key"
    key = load_or_create_secret(path)
    assert len(key) >= 50
    assert load_or_create_secret(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create_secret(tmp_path / "other") != key
