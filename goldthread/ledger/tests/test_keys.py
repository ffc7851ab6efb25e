"""Keys: outside the database, readable by their owner only, introduced and replaced by entries."""

import stat

import pytest

from goldthread.ledger import actions, keys, queries
from goldthread.ledger.models import Entry, Key
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused

pytestmark = pytest.mark.usefixtures("begun")


def test_the_first_entry_introduces_both_keys() -> None:
    entry = Entry.objects.get(kind="key.introduced")
    assert {fact["row"]["purpose"] for fact in queries.content_of(entry.pk)["facts"]} == {"seal", "checkpoint"}
    assert entry.leaf.position == 0


def test_a_second_beginning_changes_nothing() -> None:
    before = set(Key.objects.values_list("kid", flat=True))
    actions.introduce_keys(by=COMMAND_LINE)
    assert set(Key.objects.values_list("kid", flat=True)) == before


def test_private_keys_are_readable_by_their_owner_only() -> None:
    actions.rotate_key(purpose=keys.SEAL, by=COMMAND_LINE)
    keys.make_home()
    for path in keys.home().iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    assert stat.S_IMODE(keys.home().stat().st_mode) == 0o700


@pytest.mark.parametrize("purpose", keys.PURPOSES)
def test_a_rotation_is_an_entry_and_later_ones_use_the_new_key(purpose: str) -> None:
    old = keys.signer(purpose).kid
    actions.rotate_key(purpose=purpose, by=COMMAND_LINE)
    keys.forget()
    new = keys.signer(purpose).kid
    assert new != old
    assert Key.objects.get(kid=new).replaces_id == old
    assert Entry.objects.filter(kind="key.rotated").exists()
    assert (keys.home() / f"{purpose}-{old}.pem").exists(), "the old private key stays in its file"


def test_a_rotation_elsewhere_is_noticed(django_capture_on_commit_callbacks: object) -> None:
    old = keys.signer(keys.SEAL).kid
    cached = dict(keys._cache)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.rotate_key(purpose=keys.SEAL, by=COMMAND_LINE)
    keys._cache.update(cached)
    assert keys.signer(keys.SEAL).kid != old


def test_a_secret_is_opened_for_its_own_purpose_only() -> None:
    hidden = keys.encrypt(b"secret", "totp")
    assert hidden != keys.encrypt(b"secret", "totp")
    assert keys.decrypt(hidden, "totp") == b"secret"
    with pytest.raises(Refused, match=r"home\.key"):
        keys.decrypt(hidden, "other")


def test_a_file_that_is_there_is_never_overwritten() -> None:
    with pytest.raises(FileExistsError):
        keys.make_home()
        keys.write_secret("home.key", b"x")


def test_a_file_that_holds_another_key_is_refused() -> None:
    signer = keys.generate(keys.SEAL)
    other = keys.generate(keys.SEAL)
    (keys.home() / f"seal-{other.kid}.pem").replace(keys.home() / f"seal-{signer.kid}.pem")
    with pytest.raises(ValueError, match="another key"):
        keys.load(keys.SEAL, signer.kid)
