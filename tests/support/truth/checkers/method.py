"""Statements on how a report was made, the background and the register of sources."""

from __future__ import annotations

import re
from urllib.parse import unquote

from tests.support.truth import telling, words
from tests.support.truth.checkers.common import matches, patterned, row, same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import DATED, VAGUE, World

_OF_RULE = {
    "official": r"latest official figure .* not been withdrawn",
    "span": r"lowest and the highest .* each party",
    "independent": r"lowest and the highest .* in the conflict are left out",
    "minimum": r"highest number that a second party supports",
}


def _others_believed(world: World) -> bool:
    used = {claim.key[0] for claim in world.claims.values()}
    cells = [row(world, "metrics", metric).get("believe", "") for metric in used]
    return any(cell not in ("", "official") for cell in cells)


@checks("method.days_end")
def days_end(world: World, about: About, text: str) -> None:
    same(text, f"Days end at midnight, {world.settings['timezone']}.")


@checks("method.rule_in_words")
def rule_in_words(world: World, about: About, text: str) -> None:
    assert about["rule"] == world.rule, "another rule"
    if world.rule == "official":
        assert not _others_believed(world), "others than officials are believed"
    matches(text, f"We show the {_OF_RULE[world.rule]}.*")


@checks("method.trusted")
def trusted(world: World, about: About, text: str) -> None:
    assert world.rule == "official", "another rule"
    assert _others_believed(world), "officials alone are believed"
    matches(
        text,
        "We show the latest figure .* whom this report follows for it: officials, .*",
    )


def _firsthand(world: World, *standings: str) -> int:
    return sum(
        not each.relays and each.standing in standings for each in world.claims.values()
    )


@checks("method.claims_known")
def claims_known(world: World, about: About, text: str) -> None:
    speakers = len({claim.speaker for claim in world.claims.values()})
    claims = len(world.claims)
    said = f"{words.number(claims)} claim{'' if claims == 1 else 's'}"
    by = f"{words.number(speakers)} speaker{'' if speakers == 1 else 's'}"
    same(text, f"Known by then: {said} by {by}.")


def _counted(text: str, count: int, form: str) -> None:
    assert count, "there is none"
    matches(text, f"{words.number(count)} {form}\\.")


@checks("method.in_force")
def in_force(world: World, about: About, text: str) -> None:
    _counted(text, _firsthand(world, "in force", "disputed"), "stands?")


@checks("method.replaced")
def replaced(world: World, about: About, text: str) -> None:
    count = _firsthand(world, "superseded")
    gave_way = "was replaced by a newer figure"
    if count != 1:
        gave_way = "were replaced by newer figures"
    _counted(text, count, f"{gave_way} of the same party")


@checks("method.gone")
def gone(world: World, about: About, text: str) -> None:
    _counted(text, _firsthand(world, *telling.GONE), "(?:was|were) withdrawn or denied")


@checks("method.repeats")
def repeats(world: World, about: About, text: str) -> None:
    count = sum(bool(claim.relays) for claim in world.claims.values())
    _counted(text, count, "only (?:repeats another|repeat others)")


@checks("method.vague_words")
def vague_words(world: World, about: About, text: str) -> None:
    table = about["table"]
    assert world.settings.get("vague_words") == table, "the case names another table"
    for word, (low, high) in VAGUE[table].items():
        bounds = words.number(low) if low == high else f"{low} to {high}"
        assert f"{word} as {bounds}" in text, f"{word} is read otherwise"


@checks("method.claims_in_words")
def claims_in_words(world: World, about: About, text: str) -> None:
    matches(
        text,
        "Numbers stay as they were put: .* Whoever repeats a number is no second .*",
    )


@checks("method.struck")
def struck(world: World, about: About, text: str) -> None:
    matches(text, "A struck number was withdrawn, or denied by its own side. .*")


@checks("method.issue")
def issue(world: World, about: About, text: str) -> None:
    same(text, f"No. {world.settings['id']} {world.moment}")


@checks("method.how_to_verify")
def how_to_verify(world: World, about: About, text: str) -> None:
    same(text, "Check it: asknown verify report.pdf")


@checks("method.no_grade")
def no_grade(world: World, about: About, text: str) -> None:
    same(text, "No claim is graded for its truth.")


@checks("method.reading")
def reading(world: World, about: About, text: str) -> None:
    forms = {
        "high": "of {} we are sure",
        "medium": "of {} fairly sure",
        "low": "of {} unsure",
    }
    for grade, form in forms.items():
        count = sum(each.row["recorded"] == grade for each in world.claims.values())
        assert (form.format(words.number(count)) in text) == bool(count), grade
    assert text.startswith("How sure we read them: "), text


@checks("method.latest_days")
def latest_days(world: World, about: About, text: str) -> None:
    used = _sources_used(world)
    count = sum(row(world, "sources", each)["published"].endswith("~") for each in used)
    shows = "page shows no day of its own"
    if count != 1:
        shows = "pages show no day of their own"
    matches(text, f"{words.number(count)} {shows}: .*")


def _sources_used(world: World) -> set[str]:
    """The sources that rows use, what those retell, and the pages that retell them."""
    used: set[str] = set()
    for name in DATED:
        if name == "sources":
            continue
        for each in world.tables[name]:
            used.update(ids(each.get("source_id")))
            used.update(ids(each.get("source_ids")))
    known = world.rows["sources"]
    used &= set(known)
    for each in list(used):
        while known[each]["relays"] in known:
            each = known[each]["relays"]
            used.add(each)
    return used | {each for each, cells in known.items() if cells["relays"] in used}


@checks("method.limits")
def limits(world: World, about: About, text: str) -> None:
    same(text, "What could not be known is left out, not estimated.")


@checks("background.resting_on")
def resting_on(world: World, about: About, text: str) -> None:
    for each in ids(about["ids"]):
        assert any(each in world.rows[table] for table in DATED), (
            f"{each} is not known then"
        )
    assert about["words"] in world.files["narrative.md"], (
        "the narrative does not say so"
    )
    matches(text, patterned(world, about["words"]))


@checks("background.in_front")
def in_front(world: World, about: About, text: str) -> None:
    own: dict[str, list[str]] = {}
    for line in world.files["front.md"].splitlines():
        if line.startswith("## "):
            own[line[3:].strip()] = sentences = []
        elif line.strip():
            sentences.append(line.strip())
    front = own[world.moment]
    for line in front:
        for each in line.rpartition("[")[2].rstrip("]").split(";"):
            assert any(each.strip() in world.rows[table] for table in DATED), (
                f"{each} not known"
            )
    written = f"{about['words']} [{'; '.join(ids(about['ids']))}]"
    assert written in front, "the front of that day does not say so"
    matches(text, patterned(world, about["words"]))


@checks("sources.described")
def described(world: World, about: About, text: str) -> None:
    source = row(world, "sources", about["source_id"])
    parts = [source["publisher"], source["title"]]
    parts.append(telling.capital(telling.published(world, source["published"])))
    copies = [
        each["url"]
        for each in world.tables["sources"]
        if each["relays"] == source["source_id"] and each["url"]
    ]
    if source["url"]:
        parts.append(_address(source["url"]))
    elif copies:
        assert "Read in " in text, "its copies are not named"
        for each in copies:
            assert words.plain(_address(each)) in words.plain(text), (
                f"{each} is not named"
            )
        return
    same(text, ". ".join(parts))


@checks("sources.in_short")
def source_in_short(world: World, about: About, text: str) -> None:
    source = row(world, "sources", about["source_id"])
    published = telling.published(world, source["published"], short=True)
    parts = [source["publisher"], source["title"], telling.capital(published)]
    hosts = [
        _host(each["url"])
        for each in world.tables["sources"]
        if each["relays"] == source["source_id"] and each["url"]
    ]
    if source["url"]:
        same(text, ". ".join([*parts, _host(source["url"])]))
    elif hosts:
        assert any(
            words.plain(text) == words.plain(". ".join([*parts, f"Read at {host}"]))
            for host in hosts
        ), f"none of its copies is at the host in {text!r}"
    else:
        same(text, ". ".join([*parts, "No address"]))


def _host(url: str) -> str:
    host = re.sub(r"^\w+://([^/?#]*@)?", "", url)
    return re.sub(r"^www\.", "", re.split(r"[/?#]", host)[0])


@checks("sources.says")
def says(world: World, about: About, text: str) -> None:
    claim = telling.claim_of(world, about["claim_id"])
    what = telling.quantity(world, claim.key)
    told = f"{telling.with_unit(world, claim)} {what}, {telling.dated(world, claim)}"
    where = claim.row["locator"].strip()
    matches(text, rf"{told} \({telling.esc(where)}\)" if where else told)


@checks("sources.group")
def source_group(world: World, about: About, text: str) -> None:
    groups = {
        "official": "Official",
        "intergovernmental": "Official",
        "news": "News agencies and media",
        "ngo": "Non-governmental organisations",
        "monitor": "Monitors",
    }
    same(text, groups.get(about.get("kind", ""), "Others"))


@checks("sources.titles_of_ours")
def titles_of_ours(world: World, about: About, text: str) -> None:
    same(text, "A title in square brackets is our own description of the page.")
    for source in ids(about["source_ids"]):
        assert row(world, "sources", source)["title"].startswith("["), (
            f"{source} has its own"
        )


def _address(url: str) -> str:
    return unquote(re.sub(r"^\w+://", "", url)).rstrip("/")
