"""Mirrors python/masseflyt/traceability.py. What the ledger decides is tested in C++."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from masseflyt import errors
from masseflyt import traceability as tr

KEYS = {name: tr.Key.in_memory(name[0].encode() * 32) for name in ("contractor", "plant", "lab")}
LOG = tr.Key.in_memory(b"L" * 32)


class Story:
    """A ledger with three parties, two places and a report; one event per minute."""

    def __init__(self, file: Path | None = None) -> None:
        self.minute = 0
        self.ledger = tr.Ledger.create(
            "ledger.example/1",
            operator="contractor",
            key=KEYS["contractor"],
            file=file,
            recorded=self.now,
        )
        for party in ("plant", "lab"):
            self.tell("party", subject=party, key=KEYS[party].as_member())
        for place in ("pit", "yard"):
            self.tell("place", subject=place)
        self.tell("document", subject="R-1", digest="00" * 32)

    @property
    def now(self) -> str:
        return f"2026-03-02T{6 + self.minute // 60:02}:{self.minute % 60:02}:00Z"

    def event(self, kind: str, author: str = "contractor", **members: Any) -> dict[str, Any]:
        self.minute += 1
        return {
            "kind": kind,
            "id": f"E-{self.minute}",
            "author": author,
            "time": self.now,
        } | members

    def tell(self, kind: str, author: str = "contractor", **members: Any) -> dict[str, Any]:
        event = self.event(kind, author, **members)
        return self.ledger.append(event, key=KEYS[author], recorded=self.now)

    def blend(self) -> None:
        """A contaminated lot ends up in a load at the plant."""
        self.tell("extract", place="pit", outputs=[tr.kg("BAD", 100)])
        self.tell("extract", place="pit", outputs=[tr.kg("GOOD", 300)])
        self.tell(
            "sample",
            "lab",
            lots=["BAD"],
            values=[{"property": "condition_class", "value": "4", "unit": "1", "document": "R-1"}],
        )
        self.tell(
            "merge",
            place="pit",
            inputs=[tr.kg("BAD", 100), tr.kg("GOOD", 300)],
            outputs=[tr.kg("M", 400)],
        )
        self.tell("ship", load="L-1", inputs=[tr.kg("M", 40)], to_party="plant", to_place="yard")
        self.tell("receive", "plant", load="L-1", place="yard", outputs=[tr.kg("IN", 40)])


@pytest.fixture
def story() -> Story:
    return Story()


def test_events_come_back_as_they_were_told(story: Story) -> None:
    event = story.event("extract", place="pit", outputs=[tr.kg("A", 1.5, u_kg=0.02)])
    receipt = story.ledger.append(event, key=KEYS["contractor"], recorded=story.now)
    back = story.ledger[receipt["index"]]
    assert back | {"time": event["time"]} == event
    assert back["outputs"] == [{"lot": "A", "mass_g": 1500, "basis": "wet", "u_g": 20}]
    assert story.ledger.find(event["id"]) == receipt["index"]


def test_the_same_event_again_changes_nothing(story: Story) -> None:
    event = story.event("extract", place="pit", outputs=[tr.kg("A", 1)])
    first = story.ledger.append(event, key=KEYS["contractor"], recorded=story.now)
    root = story.ledger.root
    again = story.ledger.append(event, key=KEYS["contractor"], recorded=story.now)
    assert (first["already"], again["already"]) == (False, True)
    assert story.ledger.root == root


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"place": "nowhere", "outputs": [tr.kg("A", 1)]}, errors.NotFoundError),
        ({"place": "pit", "outputs": [{"lot": "A", "mass_g": 1}]}, errors.UnitMismatchError),
        ({"place": "pit"}, errors.InvalidArgumentError),
    ],
)
def test_a_refusal_is_an_exception_that_says_why(
    story: Story, members: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        story.tell("extract", **members)
    assert str(raised.value)


def test_a_key_of_somebody_else_is_refused(story: Story) -> None:
    event = story.event("extract", place="pit", outputs=[tr.kg("A", 1)])
    with pytest.raises(errors.BadSignatureError):
        story.ledger.append(event, key=KEYS["plant"], recorded=story.now)


def test_keys_can_live_outside(story: Story) -> None:
    asked: list[bytes] = []

    def card(message: bytes) -> bytes:
        asked.append(message)
        return KEYS["contractor"].sign(message)

    outside = tr.Key(KEYS["contractor"].public, card)
    event = story.event("extract", place="pit", outputs=[tr.kg("A", 1)])
    story.ledger.append(event, key=outside, recorded=story.now)
    assert asked == [story.ledger.leaf(len(story.ledger) - 1)[:-72]]


def test_contradictions_are_flagged_and_explained(story: Story) -> None:
    story.tell("extract", place="pit", outputs=[tr.kg("A", 10)])
    flags = story.tell("use", place="pit", inputs=[tr.kg("A", 12)])["flags"]
    assert [f["what"] for f in flags] == ["negative_stock"]
    assert "2000 g more" in flags[0]["message"]
    assert story.ledger.flags() == flags
    assert story.ledger.balance(lot="A")["closure"] == "broken"


def test_a_recall_reaches_the_load_and_says_how(story: Story) -> None:
    story.blend()
    recall = story.ledger.lineage().recall("BAD")
    assert {lot["id"]: lot["share"] for lot in recall.lots} == {
        "BAD": 1,
        "M": 0.25,
        "L-1": 0.25,
        "IN": 0.25,
    }
    assert recall.path("IN") == ["BAD", "M", "L-1", "IN"]
    back = story.ledger.lineage().origins("IN")
    assert {lot["id"]: lot["share"] for lot in back.lots}["GOOD"] == 0.75
    assert back.path("BAD") == ["IN", "L-1", "M", "BAD"]


def test_dilution_is_no_way_out(story: Story) -> None:
    story.blend()
    figure = story.ledger.quality("IN")["figures"]["condition_class"]
    assert (figure["high"], figure["needs_test"], figure["complete"]) == (4, True, False)


def test_a_recall_as_of_an_earlier_size(story: Story) -> None:
    story.blend()
    earlier = story.ledger.lineage(len(story.ledger) - 2).recall("BAD")
    assert [lot["id"] for lot in earlier.lots] == ["BAD", "M"]


def test_lineage_is_a_graph_in_columns(story: Story) -> None:
    story.blend()
    columns = story.ledger.lineage().columns()
    assert len(columns["tail"]) == len(columns["head"]) == len(columns["arc_mass_g"])
    assert (columns["tail"] < columns["head"]).all()


def test_frames(story: Story) -> None:
    pytest.importorskip("pandas")
    story.blend()
    lots = story.ledger.lots().set_index("id")
    assert lots.loc["M", "stock_g"] == 360_000
    assert set(story.ledger.lineage().nodes().columns) >= {"kind", "id", "mass_g"}
    assert len(story.ledger.lineage().arcs()) > 0
    assert len(story.ledger.lineage().recall("BAD").to_frame()) == 4


def test_a_ticket_is_verified_with_a_public_key_alone(story: Story) -> None:
    ship = story.event(
        "ship",
        load="L-9",
        inputs=[tr.kg("A", 20)],
        to_party="plant",
        to_place="yard",
        terms={"waste_codes": "17 05 04"},
        commitments=[tr.commit("vehicle", "AB 12345", b"s" * 16)],
    )
    ticket = tr.make_ticket(ship, key=KEYS["contractor"])
    assert len(ticket) <= 350
    assert tr.verify_ticket(ticket, public=KEYS["contractor"].public)["load"] == "L-9"
    assert tr.ticket_fields(ticket)["waste_codes"] == "17 05 04"
    with pytest.raises(errors.BadSignatureError):
        tr.verify_ticket(ticket, public=KEYS["plant"].public)
    with pytest.raises(errors.LimitExceededError):
        tr.make_ticket(ship | {"terms": {"x-note": "x" * 200}}, key=KEYS["contractor"])


def test_a_proof_is_verified_with_the_logs_key_alone(story: Story) -> None:
    story.blend()
    ship = next(e for e in story.ledger if e["kind"] == "ship")
    proof = story.ledger.prove(ship["id"], key=LOG, time=story.now)
    assert len(proof) <= 1500
    found = tr.verify_proof(proof, log=LOG.public)
    assert found["event"]["load"] == "L-1"
    assert "cannot be known offline" in found["statement"]
    with pytest.raises(errors.CorruptError):
        tr.verify_proof(proof[:-1] + bytes([proof[-1] ^ 1]), log=LOG.public)


def test_two_checkpoints_of_one_size_are_evidence() -> None:
    one, other = Story(), Story()
    one.tell("extract", place="pit", outputs=[tr.kg("A", 1)])
    other.tell("extract", place="pit", outputs=[tr.kg("A", 2)])
    notes = [s.ledger.checkpoint(key=LOG) for s in (one, other)]
    assert tr.proves_fork(*notes, origin="ledger.example/1", log=LOG.public)
    assert not tr.proves_fork(notes[0], notes[0], origin="ledger.example/1", log=LOG.public)


def test_a_fork_between_logs_of_two_lengths_is_proved_by_one_file() -> None:
    one, other = Story(), Story()
    one.tell("extract", place="pit", outputs=[tr.kg("A", 1)])
    note = one.ledger.checkpoint(key=LOG)
    other.tell("extract", place="pit", outputs=[tr.kg("A", 2)])
    other.tell("extract", place="pit", outputs=[tr.kg("B", 2)])
    other.ledger.checkpoint(key=LOG)
    evidence = other.ledger.fork_evidence(note, log=LOG.public)
    assert evidence is not None
    assert tr.verify_fork(evidence, origin="ledger.example/1", log=LOG.public)
    with pytest.raises(errors.MasseflytError):
        tr.verify_fork(evidence[:-1], origin="ledger.example/1", log=LOG.public)
    assert one.ledger.fork_evidence(note, log=LOG.public) is None


def test_a_witness_checks_that_a_log_only_grew() -> None:
    story = Story()
    origin, witness = "ledger.example/1", tr.Key.in_memory(b"w" * 32)
    older = tr.read_checkpoint(story.ledger.checkpoint(key=LOG), origin=origin, log=LOG.public)
    story.blend()
    note = story.ledger.checkpoint(key=LOG)
    newer = tr.read_checkpoint(note, origin=origin, log=LOG.public)
    path = story.ledger.consistency(older["size"])
    sizes, roots = (older["size"], newer["size"]), (older["root"], newer["root"])
    assert tr.verify_consistency(*sizes, *roots, path)
    assert not tr.verify_consistency(*sizes, *roots[::-1], path)
    cosigned = tr.cosign(note, "witness.example/1", key=witness, time="2026-03-02T08:00:00Z")
    known = {"witness.example/1": witness.public}
    read = tr.read_checkpoint(cosigned, origin=origin, log=LOG.public, witnesses=known)
    assert read["cosigned"] == {"witness.example/1": 1772438400}
    with pytest.raises(errors.BadSignatureError):
        tr.read_checkpoint(cosigned, origin=origin, log=witness.public, witnesses=known)
    leaf, proof = story.ledger.leaf(7), story.ledger.inclusion(7)
    assert tr.verify_inclusion(7, newer["size"], leaf, proof, newer["root"])
    assert not tr.verify_inclusion(8, newer["size"], leaf, proof, newer["root"])


def test_a_peers_checkpoint_tells_rolled_back_from_forked() -> None:
    one, other = Story(), Story()
    assert one.ledger.compare(one.ledger.checkpoint(key=LOG), log=LOG.public)[0] == "consistent"
    one.tell("extract", place="pit", outputs=[tr.kg("A", 1)])
    note = one.ledger.checkpoint(key=LOG)
    assert other.ledger.compare(note, log=LOG.public) == ("rolled_back", len(one.ledger))
    other.tell("extract", place="pit", outputs=[tr.kg("A", 2)])
    assert other.ledger.compare(note, log=LOG.public)[0] == "forked"


def test_personal_data_is_kept_beside_the_log_and_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    story, salt = Story(file), b"s" * 16
    story.tell("extract", place="pit", outputs=[tr.kg("A", 100)])
    plate = tr.commit("vehicle", "AB 12345", salt)
    ship = {"load": "L", "inputs": [tr.kg("A", 40)], "to_party": "plant", "to_place": "yard"}
    story.tell("ship", **ship, commitments=[plate])
    event, root = f"E-{story.minute}", story.ledger.root
    assert story.ledger.opening(event, "vehicle") is None
    with pytest.raises(errors.InvalidArgumentError):
        story.ledger.keep_opening(event, "vehicle", "CD 67890", salt)
    story.ledger.keep_opening(event, "vehicle", "AB 12345", salt)
    assert story.ledger.opening(event, "vehicle") == ("AB 12345", salt)
    assert b"AB 12345" in file.read_bytes()
    story.ledger.erase_opening(event, "vehicle")
    assert story.ledger.opening(event, "vehicle") is None
    assert b"AB 12345" not in file.read_bytes()
    assert story.ledger.root == root
    assert story.ledger.fsck().ok


def test_a_file_keeps_the_ledger(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    story = Story(file)
    story.blend()
    root = story.ledger.root
    with pytest.raises(errors.ConflictError):
        tr.Ledger(file, origin="ledger.example/1")  # one writer at a time
    del story
    again = tr.Ledger(file, origin="ledger.example/1")
    assert again.root == root
    assert again.fsck().ok


def test_an_export_is_taken_again_with_the_same_root(tmp_path: Path, story: Story) -> None:
    story.blend()
    assert story.ledger.export(tmp_path / "leaves") == len(story.ledger)
    copy = tr.Ledger(origin="ledger.example/1")
    assert all("index" in outcome for outcome in copy.import_(tmp_path / "leaves"))
    assert copy.root == story.ledger.root
    whole = (tmp_path / "leaves").read_bytes()
    (tmp_path / "leaves").write_bytes(whole[:-1])
    with pytest.raises(errors.CorruptError):
        copy.import_(tmp_path / "leaves")


def test_phones_may_hand_in_in_any_order(story: Story) -> None:
    other = Story()
    story.blend()
    leaves = [story.ledger.leaf(i) for i in range(len(story.ledger))]
    outcomes = other.ledger.merge(leaves[::-1], recorded=story.now)
    assert all("index" in o for o in outcomes)
    assert other.ledger.lot("IN") == story.ledger.lot("IN")


def test_two_books_are_compared(story: Story) -> None:
    story.blend()
    assert tr.match_handovers(story.ledger, "contractor", story.ledger, "plant") == (1, [])


def test_times_need_a_zone(story: Story) -> None:
    with pytest.raises(errors.InvalidArgumentError):
        story.ledger.append_signed(story.ledger.leaf(0), recorded="2026-03-02T06:00:00")
