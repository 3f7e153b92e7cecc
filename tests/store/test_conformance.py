"""What every engine promises, one suite over all of them."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.engine import JsonStore
from store.errors import AlreadyExists, BadValue, Conflict, NotSaved, Stale, StoreError
from store.filters import ALL, And, Contains, Eq, Filter, In, Key, Not, Or, Range
from store.interface import NEW, Change, Document, Store, Together
from store.values import MAX_DEPTH, document

PEOPLE: list[dict[str, Any]] = [
    {"id": "a", "name": "Zoë Ångström", "level": 2, "on": "2026-03-01", "skills": {"maths": "met"}},
    {"id": "b", "name": "Bob [/] Jones", "level": 2.0, "on": "2026-01-15", "skills": {}},
    {"id": "c", "name": "STRASSE", "level": True, "on": None},
    {"id": "d", "name": "Zoe", "level": "2", "on": "2026-02-01", "skills": {"maths": None}},
    {"id": "e", "name": "straße", "level": 1, "skills": ["maths"]},
    {"id": "f", "name": 7, "level": None, "on": "2026-03-02"},
]


def put(store: Store, data: dict[str, Any], *, expect: int = NEW, kind: str = "person") -> int:
    with store.transaction(actor="anna", reason="test") as tx:
        return tx.put(kind, data, expect=expect)


def delete(store: Store, id: str, *, expect: int) -> None:
    with store.transaction(actor="anna", reason="test") as tx:
        tx.delete("person", id, expect=expect)


@pytest.fixture
def people(store: Store) -> Store:
    with store.transaction(actor="anna", reason="test") as tx:
        for data in reversed(PEOPLE):
            tx.put("person", data, expect=NEW)
        tx.put("other", {"id": "a", "level": 2}, expect=NEW)
    return store


def test_what_was_put_is_got_with_its_revision(store: Store) -> None:
    assert put(store, {"id": "a", "rev": 99, "n": [1, {"x": None}]}) == 1
    found = store.get("person", "a")
    assert found is not None
    assert (found.kind, found.id, found.rev) == ("person", "a", 1)
    assert found.data() == {"id": "a", "rev": 1, "n": [1, {"x": None}]}


def test_nothing_is_got_of_an_unknown_kind_or_id(people: Store) -> None:
    assert people.get("person", "zz") is None
    assert people.get("stranger", "a") is None
    assert people.find("stranger") == []
    assert people.find("_meta") == []
    assert people.count("_gone") == 0


def test_kinds_are_apart(people: Store) -> None:
    assert people.count("person") == 6
    assert people.count("other") == 1


def test_get_many_keeps_the_order_asked_and_leaves_out_the_missing(people: Store) -> None:
    found = people.get_many("person", ["e", "zz", "a", "e"])
    assert [doc.id for doc in found] == ["e", "a", "e"]


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        (ALL, "abcdef"),
        (Or(()), ""),
        (Eq("level", 2), "ab"),
        (Eq("level", 2.0), "ab"),
        (Eq("level", 1), "e"),
        (Eq("level", True), "c"),
        (Eq("level", "2"), "d"),
        (Eq("level", None), "f"),
        (Eq("on", None), "ce"),
        (Eq("nowhere", None), "abcdef"),
        (Eq("rev", 1), "abcdef"),
        (Eq("skills.maths", "met"), "a"),
        (Eq("skills.maths", None), "bcdef"),
        (Eq("name.first", None), "abcdef"),
        (In("level", ()), ""),
        (In("level", (1, "2", None)), "def"),
        (In("id", ("f", "a", "x")), "af"),
        (Range("level", 1, 2), "abe"),
        (Range("level", low=2), "ab"),
        (Range("level", high=1.5), "e"),
        (Range("level", low="2"), "d"),
        (Range("level"), "abde"),
        (Range("level", 1, "2"), ""),
        (Range("on", "2026-01-15", "2026-03-01"), "abd"),
        (Range("on", low="2026-03-01"), "af"),
        (Range("on", high="2026-02-01"), "bd"),
        (Range("skills", low=""), ""),
        (Contains("name", "zo"), "ad"),
        (Contains("name", "ZOË"), "a"),
        (Contains("name", "zoe\u0308"), "a"),
        (Contains("name", "strasse"), "ce"),
        (Contains("name", "[/]"), "b"),
        (Contains("name", ""), "abcde"),
        (Contains("name", "7"), ""),
        (Contains("skills", "maths"), ""),
        (And((Eq("level", 2), Range("on", low="2026-02-01"))), "a"),
        (Or((Eq("id", "f"), Eq("level", True))), "cf"),
        (Not(Eq("level", 2)), "cdef"),
        (Not(ALL), ""),
    ],
)
def test_filters(people: Store, where: Filter, ids: str) -> None:
    assert "".join(doc.id for doc in people.find("person", where)) == ids
    assert people.count("person", where) == len(ids)


@pytest.mark.parametrize(
    ("order", "limit", "ids"),
    [
        ((), None, "abcdef"),
        ((), 2, "ab"),
        ((), 0, ""),
        ((Key("on"),), None, "cebdaf"),
        ((Key("on", descending=True),), None, "fadbce"),
        ((Key("on", descending=True),), 1, "f"),
        ((Key("level"),), None, "fceabd"),
        ((Key("level", descending=True),), None, "dabecf"),
        ((Key("level"), Key("on")), None, "fcebad"),
        ((Key("skills.maths", descending=True), Key("id", descending=True)), None, "afedcb"),
    ],
)
def test_order_and_limit(people: Store, order: tuple[Key, ...], limit: int, ids: str) -> None:
    found = people.find("person", order=order, limit=limit)
    assert "".join(doc.id for doc in found) == ids


def test_a_negative_limit_is_refused(people: Store) -> None:
    with pytest.raises(ValueError, match="negative"):
        people.find("person", limit=-1)


def test_each_change_adds_one_to_the_revision(store: Store) -> None:
    put(store, {"id": "a"})
    assert put(store, {"id": "a", "n": 1}, expect=1) == 2
    with store.transaction(actor="anna", reason="twice") as tx:
        assert tx.put("person", {"id": "a", "n": 2}, expect=2) == 3
        assert tx.put("person", {"id": "a", "n": 3}, expect=3) == 4
    found = store.get("person", "a")
    assert found is not None
    assert found.data() == {"id": "a", "rev": 4, "n": 3}


@pytest.mark.parametrize("expect", [NEW, 1, 3, -1])
def test_a_stale_revision_conflicts_and_shows_both_sides(store: Store, expect: int) -> None:
    put(store, {"id": "a", "n": 1})
    put(store, {"id": "a", "n": 2}, expect=1)
    with pytest.raises(Conflict) as caught:
        put(store, {"id": "a", "n": 9}, expect=expect)
    assert caught.value.mine == {"id": "a", "n": 9}
    assert caught.value.theirs == {"id": "a", "rev": 2, "n": 2}
    assert caught.value.base == ({"id": "a", "rev": 1, "n": 1} if expect == 1 else None)
    assert caught.value.seen == expect
    assert store.get("person", "a").data()["n"] == 2  # type: ignore[union-attr]


def test_writing_what_does_not_exist_conflicts(store: Store) -> None:
    with pytest.raises(Conflict) as caught:
        put(store, {"id": "a"}, expect=1)
    assert caught.value.theirs is None


def test_a_deleted_document_is_gone_and_its_id_never_used_again(store: Store) -> None:
    put(store, {"id": "a"})
    with pytest.raises(Conflict):
        delete(store, "a", expect=2)
    delete(store, "a", expect=1)
    assert store.get("person", "a") is None
    assert store.count("person") == 0
    for expect in (NEW, 1):
        with pytest.raises(Conflict):
            put(store, {"id": "a"}, expect=expect)
    with pytest.raises(Conflict):
        delete(store, "a", expect=1)
    assert put(store, {"id": "a"}, kind="other") == 1


def test_an_id_made_and_deleted_in_one_transaction_is_used_up(store: Store) -> None:
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("person", {"id": "a"}, expect=NEW)
        tx.delete("person", "a", expect=1)
        with pytest.raises(Conflict):
            tx.put("person", {"id": "a"}, expect=NEW)
    assert store.get("person", "a") is None
    with pytest.raises(Conflict):
        put(store, {"id": "a"})


def test_a_transaction_sees_its_own_changes_and_nobody_else_does(store: Store) -> None:
    put(store, {"id": "a", "n": 1})
    put(store, {"id": "b", "n": 1})
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("person", {"id": "a", "n": 2}, expect=1)
        tx.delete("person", "b", expect=1)
        assert tx.get("person", "a").data()["n"] == 2  # type: ignore[union-attr]
        assert tx.get("person", "b") is None
        assert store.get("person", "a").data()["n"] == 1  # type: ignore[union-attr]
        assert store.count("person") == 2
    assert store.count("person") == 1


def test_an_error_in_the_block_changes_nothing(store: Store) -> None:
    put(store, {"id": "a", "n": 1})
    before = store.generation()

    def fail() -> None:
        with store.transaction(actor="anna", reason="test") as tx:
            tx.put("person", {"id": "a", "n": 2}, expect=1)
            tx.put("person", {"id": "b"}, expect=NEW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.generation() == before
    assert [doc.data() for doc in store.find("person")] == [{"id": "a", "rev": 1, "n": 1}]


def test_of_two_transactions_on_one_document_the_second_to_end_conflicts(store: Store) -> None:
    put(store, {"id": "a", "n": 1})

    def overtaken() -> None:
        with store.transaction(actor="anna", reason="slow") as slow:
            slow.put("person", {"id": "a", "n": 2}, expect=1)
            slow.put("person", {"id": "b"}, expect=NEW)
            put(store, {"id": "a", "n": 3}, expect=1)

    with pytest.raises(Conflict) as caught:
        overtaken()
    assert caught.value.mine == {"id": "a", "rev": 2, "n": 2}
    assert caught.value.theirs == {"id": "a", "rev": 2, "n": 3}
    assert store.get("person", "b") is None


def test_transactions_on_different_documents_both_apply(store: Store) -> None:
    with store.transaction(actor="anna", reason="slow") as slow:
        slow.put("person", {"id": "a"}, expect=NEW)
        put(store, {"id": "b"})
    assert [doc.id for doc in store.find("person")] == ["a", "b"]


def test_what_was_judged_from_an_older_generation_is_not_written(store: Store) -> None:
    seen = store.generation()

    def second() -> None:
        with store.transaction(actor="anna", reason="slow", seen=seen) as slow:
            slow.put("person", {"id": "a", "ref": "DUP"}, expect=NEW)
            put(store, {"id": "b", "ref": "DUP"})

    with pytest.raises(Stale):
        second()
    assert [doc.id for doc in store.find("person")] == ["b"]
    assert store.generation() == seen + 1
    with pytest.raises(Stale), store.transaction(actor="anna", reason="old", seen=seen) as tx:
        tx.put("person", {"id": "c"}, expect=NEW)
    with store.transaction(actor="anna", reason="judged again", seen=seen + 1) as tx:
        tx.put("person", {"id": "a", "ref": "L1"}, expect=NEW)
    assert store.count("person") == 2


def test_a_conflict_is_told_before_what_else_was_changed(store: Store) -> None:
    put(store, {"id": "a"})
    seen = store.generation()
    put(store, {"id": "a"}, expect=1)
    with (
        pytest.raises(Conflict),
        store.transaction(actor="anna", reason="both", seen=seen) as tx,
    ):
        tx.put("person", {"id": "a"}, expect=1)


def test_an_ended_transaction_takes_nothing(store: Store) -> None:
    with store.transaction(actor="anna", reason="test") as tx:
        pass
    with pytest.raises(StoreError, match="ended"):
        tx.put("person", {"id": "a"}, expect=NEW)


def test_the_generation_grows_with_every_change_only(store: Store) -> None:
    seen = [store.generation()]
    put(store, {"id": "a"})
    seen.append(store.generation())
    put(store, {"id": "a"}, expect=1)
    seen.append(store.generation())
    delete(store, "a", expect=2)
    seen.append(store.generation())
    assert seen == sorted(set(seen))
    with store.transaction(actor="anna", reason="nothing") as tx:
        tx.get("person", "a")
    store.find("person")
    assert store.generation() == seen[-1]


def test_changing_what_was_given_or_got_changes_nothing_in_the_store(store: Store) -> None:
    given = {"id": "a", "deep": {"list": [1]}}
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("person", given, expect=NEW)
        given["deep"]["list"].append(2)  # type: ignore[index]
        tx.get("person", "a").data()["deep"]["list"].append(3)  # type: ignore[union-attr]
    (found,) = store.find("person", Eq("id", "a"))
    found.data()["deep"]["list"].append(4)
    with pytest.raises(AttributeError):
        found.raw = b"{}"  # type: ignore[misc]
    got = store.get("person", "a")
    assert got is not None
    assert got.data()["deep"] == {"list": [1]}


def nested(depth: int) -> dict[str, Any]:
    value: Any = "leaf"
    for _ in range(depth - 1):
        value = [value]
    return {"id": "a", "deep": value}


@pytest.mark.parametrize(
    ("bad", "where"),
    [
        ({"note": "a\0b"}, "person.note holds the character NUL"),
        ({"a": {"b": ["x", "\ud800"]}}, "person.a.b.1 holds half a character"),
        ({"a": float("nan")}, "person.a holds the number nan"),
        ({"a": [float("-inf")]}, "person.a.0 holds the number -inf"),
        ({"a": 2**53 + 1}, "person.a holds a whole number beyond"),
        ({"a": -(2**53) - 1}, "person.a holds a whole number beyond"),
        ({"a": {1: "x"}}, "person.a.1 holds a name that is not text"),
        ({"a": {"x\0": 1}}, r"person.a.x\x00 holds the character NUL"),
        ({"a": {"\udfff": 1}}, r"person.a.\udfff holds half a character"),
        ({"a": b"bytes"}, "person.a holds a bytes"),
        ({"a": {1, 2}}, "person.a holds a set"),
        (nested(MAX_DEPTH + 1), "more than 64 deep"),
        (nested(5000), "more than 64 deep"),
        ({"id": ""}, "needs an id"),
        ({"id": 7}, "needs an id"),
        ({"id": "\0"}, "person.id holds"),
    ],
)
def test_hostile_values_are_refused(store: Store, bad: dict[str, Any], where: str) -> None:
    with pytest.raises(BadValue) as caught:
        put(store, {"id": "a", **bad})
    assert where in str(caught.value)
    assert str(caught.value).isprintable()
    assert store.count("person") == 0


def test_a_document_without_an_id_is_refused(store: Store) -> None:
    with pytest.raises(BadValue, match="needs an id"):
        put(store, {"name": "x"})


@pytest.mark.parametrize("kind", ["", "_meta", "Person", "a-b", "per son", "é", 'x"', "a" * 41])
def test_a_strange_kind_is_refused(store: Store, kind: str) -> None:
    with pytest.raises(BadValue, match="kind of document"):
        put(store, {"id": "a"}, kind=kind)


@pytest.mark.parametrize(
    "value",
    [
        2**53,
        -(2**53),
        1.5,
        -0.0,
        1e300,
        True,
        None,
        "",
        '\x1b[2J\x9b\u202e\u2028\ufeff\u007f\r\n\t"\\/',
        "zoe\u0308 \U0001f469\u200d\U0001f3eb",
        {"": {"a.b": []}, "é": {}},
        nested(MAX_DEPTH)["deep"],
    ],
)
def test_every_other_value_comes_back_as_it_was(store: Store, value: Any) -> None:
    put(store, {"id": "a", "value": value})
    got = store.get("person", "a")
    assert got is not None
    assert repr(got.data()["value"]) == repr(value)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_value_survives_the_border(value: Any) -> None:
    assert repr(document("person", {"id": "a", "v": value}, 1).data()["v"]) == repr(value)


def test_a_conflict_shows_the_document_as_the_writer_saw_it(store: Store) -> None:
    for rev in range(5):
        put(store, {"id": "a", "n": rev, "only": "x"}, expect=rev)
    for seen in range(1, 5):
        with pytest.raises(Conflict) as caught:
            put(store, {"id": "a", "n": 9}, expect=seen)
        assert caught.value.base == {"id": "a", "rev": seen, "n": seen - 1, "only": "x"}
    delete(store, "a", expect=5)
    for seen in (1, 5):
        with pytest.raises(Conflict) as caught:
            put(store, {"id": "a", "n": 9}, expect=seen)
        assert caught.value.base == {"id": "a", "rev": seen, "n": seen - 1, "only": "x"}
        assert caught.value.theirs is None


def test_a_conflict_found_at_the_end_shows_all_sides(store: Store) -> None:
    put(store, {"id": "a", "n": 1})

    def overtaken() -> None:
        with store.transaction(actor="anna", reason="slow") as slow:
            slow.delete("person", "a", expect=1)
            put(store, {"id": "a", "n": 3}, expect=1)

    with pytest.raises(Conflict) as caught:
        overtaken()
    assert caught.value.base == {"id": "a", "rev": 1, "n": 1}
    assert caught.value.mine is None
    assert caught.value.theirs == {"id": "a", "rev": 2, "n": 3}
    assert caught.value.seen == 1


def test_a_deleted_document_comes_back_by_the_revision_of_its_deletion(store: Store) -> None:
    put(store, {"id": "a", "n": 1})
    delete(store, "a", expect=1)
    deletion = store.changes()[-1].documents[0].rev
    assert deletion == 2
    assert put(store, {"id": "a", "n": 2}, expect=deletion) == 3
    assert store.get("person", "a").data() == {"id": "a", "rev": 3, "n": 2}  # type: ignore[union-attr]
    for stale in (NEW, 1, 2):
        with pytest.raises(Conflict):
            put(store, {"id": "a"}, expect=stale)
    delete(store, "a", expect=3)
    with pytest.raises(Conflict):
        put(store, {"id": "a"}, expect=2)
    assert put(store, {"id": "a"}, expect=4) == 5


def test_a_document_comes_back_in_the_transaction_that_deleted_it(store: Store) -> None:
    put(store, {"id": "a", "n": 1})
    with store.transaction(actor="anna", reason="test") as tx:
        tx.delete("person", "a", expect=1)
        assert tx.put("person", {"id": "a", "n": 2}, expect=2) == 3
    assert store.get("person", "a").data() == {"id": "a", "rev": 3, "n": 2}  # type: ignore[union-attr]


def told(change: Change) -> list[tuple[str, int, Any, Any]]:
    """What a change says of its documents, decoded."""

    def data(document: Document | None) -> dict[str, Any] | None:
        if document is None:
            return None
        decoded = document.data()
        assert decoded["rev"] == document.rev
        assert decoded["id"] == document.id
        return {key: decoded[key] for key in decoded if key not in ("id", "rev")}

    return [(doc.id, doc.rev, data(doc.before), data(doc.after)) for doc in change.documents]


def test_every_change_is_told_with_who_and_why_before_and_after(store: Store) -> None:
    with store.transaction(actor="anna", reason="begin") as tx:
        tx.put("person", {"id": "a", "n": 1, "gone": None, "same": [1]}, expect=NEW)
        tx.put("person", {"id": "b"}, expect=NEW)
    with store.transaction(actor="ben", reason="go on") as tx:
        tx.put("person", {"id": "a", "new": {}, "same": [1], "n": 2}, expect=1)
        tx.delete("person", "b", expect=1)
    changes = store.changes()
    assert [(change.generation, change.actor, change.reason) for change in changes] == [
        (1, "anna", "begin"),
        (2, "ben", "go on"),
    ]
    assert all(change.at.endswith("+00:00") and "T" in change.at for change in changes)
    assert changes[0].at <= changes[1].at
    first = {"n": 1, "gone": None, "same": [1]}
    assert told(changes[0]) == [("a", 1, None, first), ("b", 1, None, {})]
    assert told(changes[1]) == [
        ("a", 2, first, {"new": {}, "same": [1], "n": 2}),
        ("b", 2, {}, None),
    ]


def test_changes_are_asked_for_since_a_generation_or_the_newest_so_many(store: Store) -> None:
    for rev in range(5):
        put(store, {"id": "a"}, expect=rev)

    def numbers(changes: list[Change]) -> list[int]:
        return [change.generation for change in changes]

    assert numbers(store.changes()) == [1, 2, 3, 4, 5]
    assert numbers(store.changes(3)) == [4, 5]
    assert numbers(store.changes(5)) == numbers(store.changes(9)) == []
    assert numbers(store.changes(limit=2)) == [4, 5]
    assert numbers(store.changes(1, limit=3)) == [3, 4, 5]
    assert numbers(store.changes(1, limit=99)) == [2, 3, 4, 5]


def test_a_history_holds_the_changes_of_its_document_only(store: Store) -> None:
    put(store, {"id": "a"})
    put(store, {"id": "ab"})
    put(store, {"id": "a"}, kind="other")
    with store.transaction(actor="anna", reason="both") as tx:
        tx.put("person", {"id": "ab"}, expect=1)
        tx.put("person", {"id": "a", "mentions": "ab"}, expect=1)
    delete(store, "a", expect=2)
    history = store.history("person", "a")
    assert [change.generation for change in history] == [1, 4, 5]
    assert history == [store.changes()[number - 1] for number in (1, 4, 5)]
    assert store.history("person", "zz") == []


def test_what_was_touched_since_is_told_or_not_remembered(store: Store) -> None:
    put(store, {"id": "a"})
    seen = store.generation()
    put(store, {"id": "b"})
    put(store, {"id": "c"}, kind="other")
    delete(store, "b", expect=1)
    assert store.touched(seen) == {("person", "b"), ("other", "c")}
    assert store.touched(seen + 1) == {("person", "b"), ("other", "c")}
    assert store.touched(seen + 2) == {("person", "b")}
    assert store.touched(store.generation()) == set()
    store.erase([("person", "a")], actor="lead", reason="asked for")
    touched = store.touched(seen + 3)
    assert touched is None or touched == {("person", "a")}


def test_a_change_names_the_one_that_it_takes_back(store: Store) -> None:
    put(store, {"id": "a", "n": 1})
    put(store, {"id": "a", "n": 2}, expect=1)
    with store.transaction(actor="anna", reason="undo", reverts=2) as tx:
        tx.put("person", {"id": "a", "n": 1}, expect=2)
    assert [change.reverts for change in store.changes()] == [None, None, 2]


def test_a_change_names_what_it_was_made_together_with(store: Store) -> None:
    both = Together("import-1", ("here", "there"))
    with store.transaction(actor="anna", reason="import", together=both) as tx:
        tx.put("person", {"id": "a", "n": 1}, expect=NEW)
    put(store, {"id": "a", "n": 2}, expect=1)
    assert [change.together for change in store.changes()] == [both, None]


def test_an_erased_document_is_gone_from_the_history_and_never_comes_back(store: Store) -> None:
    put(store, {"id": "a", "note": "CANARY"})
    put(store, {"id": "a", "note": "CANARY 2"}, expect=1)
    with store.transaction(actor="anna", reason="both") as tx:
        tx.put("person", {"id": "a", "note": "CANARY 3"}, expect=2)
        tx.put("person", {"id": "b", "note": "stays"}, expect=NEW)
    store.erase([("person", "a")], actor="lead", reason="asked for")
    assert store.get("person", "a") is None
    assert "CANARY" not in repr(store.changes())
    assert [(change.actor, change.reason) for change in store.changes()] == [
        ("anna", ""),
        ("anna", ""),
        ("anna", "both"),
        ("lead", "asked for"),
    ]
    erased = [doc for change in store.changes() for doc in change.documents if doc.id == "a"]
    assert [(doc.rev, doc.before, doc.after, doc.erased) for doc in erased] == [
        (rev, None, None, True) for rev in (1, 2, 3, 4)
    ]
    assert told(store.changes()[2])[1] == ("b", 1, None, {"note": "stays"})
    for expect in range(6):
        with pytest.raises(Conflict) as caught:
            put(store, {"id": "a"}, expect=expect)
        assert caught.value.base is None
    assert put(store, {"id": "b"}, expect=1) == 2


def test_what_was_deleted_before_is_erased_too(store: Store) -> None:
    put(store, {"id": "a", "note": "CANARY"})
    delete(store, "a", expect=1)
    before = store.generation()
    store.erase([("person", "a"), ("person", "never")], actor="lead", reason="asked for")
    assert store.generation() == before + 1
    assert "CANARY" not in repr(store.changes())
    assert store.changes()[-1].documents == ()
    for key, expect in (("a", 2), ("never", NEW)):
        with pytest.raises(Conflict):
            put(store, {"id": key}, expect=expect)


def test_an_erasure_leaves_what_else_was_done_as_it_is(store: Store) -> None:
    for key in "abc":
        put(store, {"id": key, "n": 1})
        put(store, {"id": key, "n": 2}, expect=1)
    others = [store.history("person", key) for key in "bc"]
    store.erase([("person", "a")], actor="lead", reason="asked for")
    assert [store.history("person", key) for key in "bc"] == others
    assert [doc.data()["n"] for doc in store.find("person")] == [2, 2]
    put(store, {"id": "b", "n": 3}, expect=2)
    with pytest.raises(Conflict) as caught:
        put(store, {"id": "b", "n": 4}, expect=1)
    assert caught.value.base == {"id": "b", "rev": 1, "n": 1}


def test_a_backup_is_a_store_that_holds_the_same(people: Store, tmp_path: Path) -> None:
    delete(people, "f", expect=1)
    people.erase([("person", "e")], actor="lead", reason="asked for")
    copied = people.backup(tmp_path / "copy")
    put(people, {"id": "later"})
    copy = JsonStore.open(tmp_path / "copy")
    assert copied == copy.generation() == people.generation() - 1
    assert copy.damage is None
    for kind in ("person", "other"):
        here = [doc for doc in people.find(kind) if doc.id != "later"]
        assert copy.find(kind) == here
    for key, expect in (("e", 2), ("f", NEW), ("f", 1)):
        with pytest.raises(Conflict):
            put(copy, {"id": key}, expect=expect)
    assert put(copy, {"id": "f"}, expect=2) == 3
    assert people.get("person", "f") is None, "the copy is one of its own"


def test_a_backup_is_made_only_where_nothing_is(people: Store, tmp_path: Path) -> None:
    for path in (tmp_path / "file", tmp_path / "folder"):
        path.mkdir() if path.name == "folder" else path.write_text("mine")
        with pytest.raises(AlreadyExists):
            people.backup(path)
    assert (tmp_path / "file").read_text() == "mine"
    assert list((tmp_path / "folder").iterdir()) == []
    with pytest.raises(NotSaved):
        people.backup(tmp_path / "no" / "such" / "parent")


def test_nothing_is_found_wrong_with_a_store_that_was_only_used(people: Store) -> None:
    put(people, {"id": "a"}, expect=1)
    people.erase([("person", "b")], actor="lead", reason="asked for")
    assert people.verify() == []


def test_a_closed_store_answers_nothing(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.get("person", "a")
    with pytest.raises(StoreError, match="closed"):
        store.generation()
    with pytest.raises(StoreError, match="closed"):
        put(store, {"id": "a"})


def test_what_was_touched_since_a_generation_is_told(store: Store) -> None:
    put(store, {"id": "a"})
    since = store.generation()
    put(store, {"id": "a"}, expect=1)
    put(store, {"id": "b"}, kind="visit")
    delete(store, "a", expect=2)
    assert store.touched(since) == {("person", "a"), ("visit", "b")}
    assert store.touched(store.generation()) == set()
