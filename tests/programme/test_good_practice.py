"""Good practice: marked in an audit, released without names by a person, found by anybody; and the digest."""

from __future__ import annotations

from dialogs.programme.naming import found_in, searched
from tests.conversations.harness import House, said

WORDS = "The chronology of TS-101 tells her story in her words, and Jo Whitfield reads it with her."
CLEAN = "The chronology tells the story in the child's words, and the worker reads it with them."


def test_what_may_name_somebody_is_found() -> None:
    names = ["Jo Whitfield", "Grace Oni"]
    found = {
        one.words: one.certain
        for one in found_in(
            "jo whitfield saw her at LS6 3AB on 3 May. Case CIN 204, a 7-year-old; Grace and Liam came. "
            "Ring 01133334444 or a@b.org. Her school, St Mary's, knew in June.",
            names,
        )
    }
    assert [words for words, certain in found.items() if certain] == [
        *("Jo Whitfield", "a@b.org", "LS6 3AB", "CIN 204", "01133334444"),
    ]
    assert {words for words, certain in found.items() if not certain} >= {
        *("Grace", "3 May", "7-year-old", "Liam", "St"),
    }
    assert [one.words for one in found_in("Liam was seen alone. Each visit was planned.", names)] == ["Liam"]
    assert found_in(CLEAN, names) == ()
    texts = [("a", "Chronologies are kept up to date"), ("b", "Supervision is reflective"), ("c", CLEAN)]
    assert searched(texts, "chronology") == ["a", "c"]
    assert searched(texts, "reflective supervision") == ["b"]
    assert searched(texts, "") == ["a", "b", "c"]


async def test_an_example_goes_out_only_when_a_person_has_taken_the_names_out(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    await house.amara.says("find good practice chronology")
    await house.amara.sees("No example has “chronology” in it.")
    await house.amara.says(f"good practice: {WORDS}")
    await house.amara.sees("Kept as good practice from TS-101. Nobody else reads it before the QA lead")
    await house.sam.says("good practice TS-101: the plan was drawn together with her family")
    await house.sam.sees("I need the case that this comes from, one that you may read.")
    await house.jo.says("good practice to release")
    await house.jo.sees("Only the QA lead does that.")
    await house.ellen.says("my work")
    await house.ellen.sees("1 example of good practice waits to be released")
    await house.ellen.says("good practice to release")
    await house.ellen.sees("From TS-101, marked by Amara Osei", "“Jo Whitfield”: a name on the people list")
    await house.ellen.presses("Release it", {"b:words": WORDS})
    await house.ellen.sees("Take out “Jo Whitfield” and “TS-101”: nothing that names somebody goes out.")
    await house.jo.says("good practice chronology")
    await house.jo.sees("No example has “chronology” in it.")
    await house.ellen.presses("Release it", {"b:words": CLEAN + " Liam agreed."})
    await house.ellen.sees("“Liam” may say who this is about.")
    await house.ellen.presses("Release it", {"b:words": CLEAN})
    await house.ellen.sees("Released.")
    await house.jo.says("good practice chronology")
    shown = await house.jo.sees("Good practice with “chronology”: 1", CLEAN)
    assert "TS-101" not in shown
    assert "Amara" not in shown

    await house.sam.says("digest")
    await house.sam.sees("Only the QA lead does that.")
    await house.ellen.says("digest")
    await house.ellen.sees("Digest for practitioners, June 2026", "It goes to 1 practitioner.")
    told = "You said, we did: June 2026\nYou said: too many forms.\nWe did: one form less."
    await house.ellen.presses("Send the digest", {"b:words": f"{told} Thank you, Jo Whitfield."})
    await house.ellen.sees("Take out “Jo Whitfield”")
    await house.ellen.presses("Keep it for later", {"b:words": told})
    await house.ellen.sees("Kept.")
    await house.jo.says("digest off until 30 June")
    await house.jo.sees("No digest until 30 June 2026.")
    await house.ellen.says("digest")
    await house.ellen.presses("Send the digest", {"b:words": told})
    await house.ellen.sees("No practitioner can be told")
    await house.jo.says("digest on")
    await house.ellen.says("digest")
    await house.ellen.presses("Send the digest", {"b:words": told})
    await house.ellen.sees("The digest of June 2026 goes to 1 practitioner now.")
    await house.jo.has_seen("We did: one form less.", "No more of these")
    await house.ellen.says("digest")
    await house.ellen.sees("The digest of June 2026 went out on 5 June 2026", "one form less")
    await house.delivers()
    assert sum("one form less" in said(message) for message in house.jo.messages) == 1
    await house.jo.presses("No more of these")
    await house.jo.sees("No digest from now on.")
