"""The segments of a sentence in the order of time: what stands after "after" comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kinemind.cot.decompose.segments import Segment


def in_time(parts: Sequence[Segment]) -> list[Segment]:
    """Segments reordered; one that was moved is linked to what follows by "then"."""
    items = list(parts)
    if not items:
        return items
    opening = items[0].link
    if opening in ("after", "before", "while") and len(items) > 1:
        later = range(1, len(items))
        main = next((i for i in later if items[i].has_subject), 0) or next(
            (i for i in later if items[i].link == "comma"), len(items)
        )
        if main < len(items):
            first, rest = items[:main], items[main:]
            first[0] = replace(first[0], link="start")
            if opening == "while":
                return [*first, replace(rest[0], link="while"), *in_time_later(rest)[1:]]
            rest[0] = replace(rest[0], link="then")
            if opening == "before":
                first[0] = replace(first[0], link="then")
                rest[0] = replace(rest[0], link="start")
                return [*in_time_later(rest), *first]
            return [*first, *in_time_later(rest)]
    return in_time_later(items)


def in_time_later(items: Sequence[Segment]) -> list[Segment]:
    """What a later "after" introduces, moved before the clause it belongs to; "before" is "then"."""
    done: list[Segment] = []
    clause = 0
    index = 0
    while index < len(items):
        item = items[index]
        if item.link == "after" and index:
            end = index + 1
            while end < len(items) and items[end].link not in ("then", "before", "after"):
                if item.form == "gerund" and items[end].form == "finite" and items[end].link != "purpose":
                    break
                end += 1
            if _goes_on(item, items[end : end + 1]):
                done += [replace(item, link="then"), *items[index + 1 : end]]
                clause = len(done)
                done.append(replace(items[end], link="then"))
                index = end + 1
                continue
            moved = [replace(items[index], link=done[clause].link), *items[index + 1 : end]]
            done[clause] = replace(done[clause], link="then")
            done[clause:clause] = moved
            index = end
            continue
        if item.link in ("then", "before"):
            clause = len(done)
            item = replace(item, link="then")
        done.append(item)
        index += 1
    return done


def _goes_on(item: Segment, following: Sequence[Segment]) -> bool:
    """ "… and after stopping he bows": the "after" belongs to what follows and not to what went before."""
    return "and" in item.lead and item.form == "gerund" and any(s.has_subject for s in following)
