"""goldthread export: one client or everything as open files, readable and provable without this software."""

import base64
import csv
import hashlib
import json
import subprocess
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewClient, NewPerson
from goldthread.cases.models import Case, Client
from goldthread.cli import archive_rows, export, export_client
from goldthread.cli.archive_folder import whole_or_nothing
from goldthread.documents import actions as documents
from goldthread.documents.tests.paper import PDF
from goldthread.documents.tests.test_put_on_file import new
from goldthread.ledger import facts, queries
from goldthread.ledger.models import Access
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.needs.tests.stating import diagnosed, listed, stated
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import amended, begun, filled, signed
from goldthread.paper.tests.reading import pdf_text
from goldthread.plans.tests import writing as planning
from goldthread.psychotherapy.tests.thoughts import THOUGHT, kept
from tests.cast import OPENED_ON, acting, case_named, client_named
from tests.test_backup import goldthread
from tests.test_backup import home as home
from tests.test_bad_input_commands import limited

FORMULA = '=HYPERLINK("http://example.org")'


@pytest.fixture
def written(cast: None) -> None:
    """A visit with both Rivera children, amended; a document; a letter of one child; a plan, reviewed; a psychotherapy note; needs."""
    notes = signed(begun(content=filled("session", "Mateo Rivera", "Lucía Rivera")))
    amended(
        next(note for note in notes if note.client == client_named("Mateo Rivera")),
        "addendum",
        narrative={"free": "He slept well."},
    )
    person = NewPerson(FORMULA, phone="+1 317 555 0100")
    roles = [(client_named("Mateo Rivera"), "other")]
    cases.add_person(case=case_named("Rivera"), new=person, roles=roles, from_on=OPENED_ON, by=acting("ana"))
    documents.put_on_file(case=case_named("Rivera"), new=new(), by=acting("ana"))
    letter = new(PDF + b"\n%", name="letter.pdf", title="About Lucía alone", client=client_named("Lucía Rivera"))
    documents.put_on_file(case=case_named("Rivera"), new=letter, by=acting("ana"))
    planning.reviewed(planning.first())
    kept()
    listed()
    diagnosed()
    stated()


def exported(out: Path, client: str = "", *, with_pdf: bool = False) -> Path:
    """The folder of everything, or of one client by name."""
    number = client_named(client).number if client else None
    assert export.run(Namespace(all=not client, client=number, out=out, without_pdf=not with_pdf)) == 0
    return out


@pytest.fixture
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out") / "archive"


def folder_of(archive: Path, client: str) -> Path:
    (found,) = archive.glob(f"clients/*{client_named(client).pk}")
    return found


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.usefixtures("written")
def test_every_file_is_listed_with_its_digest_and_the_list_is_pinned(out: Path) -> None:
    exported(out)
    listed = dict(line.split("  ")[::-1] for line in (out / "SHA256SUMS").read_text().splitlines())
    found = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    assert set(found) - set(listed) == {"manifest.json", "SHA256SUMS"}
    assert {name: hashlib.sha256(found[name].read_bytes()).hexdigest() for name in listed} == listed
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["digests"] == {"SHA256SUMS": hashlib.sha256(found["SHA256SUMS"].read_bytes()).hexdigest()}
    assert manifest["rows"]["notes"] == Note.objects.count() == 3
    assert {"README.md", "SEAL.md"} <= set(found)


@pytest.mark.usefixtures("written")
def test_what_each_file_holds_is_said_of_every_file(out: Path) -> None:
    exported(out, with_pdf=True)
    told = json.loads((out / "manifest.json").read_text())["holds"]
    for path in (path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json"):
        assert any(path.relative_to(out).match(pattern) for pattern in told), path


@pytest.mark.usefixtures("written")
def test_the_case_file_is_there_to_be_read_on_paper(out: Path) -> None:
    exported(out, "Mateo Rivera", with_pdf=True)
    (file,) = folder_of(out, "Mateo Rivera").glob("*.pdf")
    assert file.name == "case-file.pdf"
    text = pdf_text(file.read_bytes())
    assert "He slept well." in text
    assert "Document 1 of 1" in text
    assert "About Lucía alone" not in text


@pytest.mark.usefixtures("written")
def test_notes_are_read_with_all_their_words(out: Path) -> None:
    exported(out)
    told = json.loads((folder_of(out, "Mateo Rivera") / "notes.json").read_text())
    own = Note.objects.filter(client=client_named("Mateo Rivera"))
    assert {note["entry"]: note["content"] for note in told} == {
        str(note.pk): queries.content_of(note.pk) for note in own
    }
    assert [note["amendment"] for note in told] == ["", "addendum"]
    assert told[1]["amends"] == told[0]["entry"]


@pytest.mark.usefixtures("written")
def test_plans_go_out_as_they_were_sealed(out: Path) -> None:
    exported(out)
    told = json.loads((folder_of(out, "Mateo Rivera") / "plans.json").read_text())
    assert [each["content"]["act"] for each in told] == ["version", "review"]
    assert told[0]["content"] == queries.content_of(UUID(told[0]["entry"]))
    assert rows(folder_of(out, "Mateo Rivera") / "facts" / "plan_versions.csv")[0]["anchor"] == "plan_goal"
    whole = {proof["entry"]: proof["sd_jwt"] for proof in lines(folder_of(out, "Mateo Rivera") / "seals.jsonl")}
    assert whole[told[0]["entry"]] == queries.sd_jwt_of(UUID(told[0]["entry"]))
    assert not (folder_of(out, "Lucía Rivera") / "plans.json").exists()


@pytest.mark.usefixtures("written")
def test_no_cell_runs_as_a_formula(out: Path) -> None:
    exported(out)
    cells = [cell for path in out.rglob("*.csv") for row in rows(path) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert {f"'{FORMULA}", "'+1 317 555 0100"} <= set(cells)
    people = json.loads((folder_of(out, "Mateo Rivera") / "facts.json").read_text())["people"]
    assert (FORMULA, "+1 317 555 0100") in [(person["name"], person["phone"]) for person in people]


@pytest.mark.usefixtures("written")
def test_facts_stand_there_as_they_are_and_as_they_were(out: Path) -> None:
    new = NewClient("Mateo Rivera Soto", date(2014, 5, 3))
    cases.change_client(client=client_named("Mateo Rivera"), new=new, from_on=OPENED_ON, by=acting("ana"))
    exported(out)
    names = {row["name"]: row["stands"] for row in rows(folder_of(out, "Mateo Rivera Soto") / "facts" / "details.csv")}
    assert names == {"Mateo Rivera": "no", "Mateo Rivera Soto": "yes"}
    needs = folder_of(out, "Mateo Rivera Soto") / "facts"
    assert [row["code"] for row in rows(needs / "diagnoses.csv")] == ["F32.1"]
    assert [row["kind"] for row in rows(needs / "needs.csv")] == ["symptom"]


@pytest.mark.usefixtures("cast")
def test_every_kind_of_fact_about_clients_and_cases_has_its_file() -> None:
    told = {found.model for found in export_client.rows_about(client_named("Mateo Rivera")).values()}
    stated = {
        model
        for model in facts.fact_models()
        if {Client, Case} & {model, *(field.related_model for field in model._meta.concrete_fields)}
    }
    assert told >= stated


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sha256(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def checked_by_hand(proof: dict[str, Any], public: dict[str, bytes], size: int, root: bytes) -> list[str]:
    """What a seal discloses, after every step that the manual names, with no code of the product."""
    jws, *disclosed, end = proof["sd_jwt"].split("~")
    signed_part, _dot, signature = jws.rpartition(".")
    header, payload = (json.loads(unpacked(part)) for part in signed_part.split("."))
    Ed25519PublicKey.from_public_bytes(public[header["kid"]]).verify(unpacked(signature), signed_part.encode())
    arrays = [element for value in payload.values() if isinstance(value, list) for element in value]
    digests = {
        *payload["_sd"],
        *(element["..."] for element in arrays if isinstance(element, dict) and "..." in element),
    }
    assert end == ""
    assert {base64.urlsafe_b64encode(sha256(each.encode())).decode().rstrip("=") for each in disclosed} <= digests
    leaf = json.dumps({"jws": jws, "recorded_at": proof["recorded_at"]}, separators=(",", ":"))
    here, last, running = proof["leaf"], size - 1, sha256(b"\x00" + leaf.encode())
    for sibling in map(base64.b64decode, proof["path"]):
        # RFC 9162, 2.1.3.2
        if here & 1 or here == last:
            running = sha256(b"\x01" + sibling + running)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            running = sha256(b"\x01" + running + sibling)
        here, last = here >> 1, last >> 1
    assert (last, running) == (0, root)
    return [unpacked(each).decode() for each in disclosed]


@pytest.mark.usefixtures("written")
def test_one_client_s_folder_proves_itself_and_tells_of_nobody_else(out: Path) -> None:
    exported(out, "Mateo Rivera")
    public = {key["kid"]: unpacked(key["public"]) for key in json.loads((out / "log" / "keys.json").read_text())}
    _origin, size, root, *_rest = (out / "log" / "record.txt").read_text().splitlines()
    place = folder_of(out, "Mateo Rivera")
    proofs = lines(place / "seals.jsonl") + lines(out / "log" / "keys.jsonl")
    assert {proof["kind"] for proof in proofs} >= {"note", "case.opened", "key.introduced"}
    told = "".join(
        part for proof in proofs for part in checked_by_hand(proof, public, int(size), base64.b64decode(root))
    )
    assert "Mateo Rivera" in told
    assert "Lucía" not in told
    assert [path.name for path in (out / "clients").iterdir()] == [place.name]
    assert not (out / "tables").exists()
    for path in place.rglob("*"):
        assert path.is_dir() or "Lucía" not in path.read_text()


@pytest.mark.usefixtures("written")
def test_documents_lie_under_their_digests(out: Path) -> None:
    exported(out, "Mateo Rivera")
    (listed,) = rows(folder_of(out, "Mateo Rivera") / "documents.csv")
    assert (out / listed["file"]).read_bytes() == PDF
    assert listed["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert [path.relative_to(out).as_posix() for path in (out / "documents").iterdir()] == [listed["file"]]


@pytest.mark.usefixtures("written")
def test_psychotherapy_notes_and_drafts_leave_in_no_client_s_folder(out: Path) -> None:
    begun(content=filled("session", narrative={"interventions": "Not signed yet."}))
    exported(out)
    for path in out.rglob("*"):
        assert path.is_dir() or THOUGHT.encode() not in path.read_bytes()
    for path in (out / "clients").rglob("*"):
        assert path.is_dir() or "Not signed yet." not in path.read_text()
    assert "Not signed yet." in (out / "tables" / "notes_draft.jsonl").read_text()
    assert len(lines(out / "tables" / "psychotherapy_version.jsonl")) == 1


@pytest.mark.usefixtures("written")
def test_every_row_is_read_back_as_it_was(out: Path) -> None:
    exported(out)
    for model in archive_rows.tables():
        names = [field.attname for field in archive_rows.fields_of(model)]
        read = [archive_rows.row_from(model, line) for line in lines(out / archive_rows.file_of(model))]
        kept = list(model._base_manager.order_by("pk"))
        assert [[getattr(row, name) for name in names] for row in read] == [
            [getattr(row, name) for name in names] for row in kept
        ]


@pytest.mark.usefixtures("written")
def test_no_private_key_leaves(out: Path, settings: Any) -> None:
    exported(out)
    secrets = [path.read_bytes() for path in (settings.HOME / "keys").iterdir()]
    assert len(secrets) >= 4
    for path in (path for path in out.rglob("*") if path.is_file()):
        assert not [secret for secret in secrets if secret.strip() in path.read_bytes()]


@pytest.mark.usefixtures("written")
def test_each_client_who_leaves_is_written_down_and_the_record_is_no_longer(out: Path) -> None:
    exported(out.with_name("mateo"), "Mateo Rivera")
    assert list(Access.objects.filter(action="export").values_list("client", "actor_name")) == [
        (client_named("Mateo Rivera").pk, "the command line")
    ]
    before = verify(witness=None, projections=[PROJECTION])
    exported(out)
    after = verify(witness=None, projections=[PROJECTION])
    assert Access.objects.filter(action="export").count() == 1 + 3
    assert after.problems == []
    assert after.record == before.record


def test_it_is_the_owners_alone(home: Path, out: Path) -> None:
    assert goldthread(home, "export", "--all", "--out", str(out)).returncode == 0
    for path in (out, *out.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("cast")
def test_an_unknown_client_is_named() -> None:
    with pytest.raises(Refused, match="There is no client 4711"):
        export.run(Namespace(all=False, client="4711", out=Path("never"), without_pdf=True))
    with pytest.raises(Refused, match="Say which client"):
        export.run(Namespace(all=False, client="", out=Path("never"), without_pdf=True))


@pytest.mark.usefixtures("cast")
def test_a_place_that_is_taken_is_refused_and_left_as_it_is(out: Path, settings: Any) -> None:
    out.mkdir()
    (out / "diary.txt").write_text("Dear diary")
    (out.parent / "file").touch()
    (out.parent / "stopped.half").mkdir()
    refusals = {
        out: "is not empty",
        out.parent / "file": "is a file",
        out.parent / "file" / "deeper": "cannot be written",
        out.parent / "stopped": r"stopped left .*stopped\.half",
        settings.HOME / "archive": "among the record itself",
        Path("/proc"): "is a whole disk",
    }
    for place, words in refusals.items():
        with pytest.raises(Refused, match=words):
            export.run(Namespace(all=True, client=None, out=place, without_pdf=True))
    assert sorted(path.name for path in out.parent.iterdir()) == ["archive", "file", "stopped.half"]
    assert [path.name for path in out.iterdir()] == ["diary.txt"]


def test_a_full_disk_leaves_nothing_half(home: Path, out: Path) -> None:
    told: subprocess.CompletedProcess[str] = limited(home, 60_000, "export", "--all", "--out", str(out))
    assert told.returncode == 1
    assert told.stderr.startswith(f"{out} cannot be written: ")
    assert len(told.stderr.splitlines()) == 1
    assert not list(out.parent.iterdir())


def test_one_that_is_stopped_leaves_nothing(out: Path) -> None:
    with pytest.raises(KeyboardInterrupt), whole_or_nothing(out) as half:
        (half / "clients.csv").touch()
        raise KeyboardInterrupt
    assert not list(out.parent.iterdir())


def test_without_a_record_one_is_told_to_make_it(tmp_path: Path, out: Path) -> None:
    told = goldthread(tmp_path / "none", "export", "--all", "--out", str(out))
    assert told.returncode == 1
    assert "There is no record" in told.stderr
    assert not out.exists()
