"""Turns a gold annotation into the Reading that a perfect recogniser would make of the article.

In: an Article and a gold file's content. Out: ``Reading``. For measuring and fitting the relation stage by itself.
"""

from __future__ import annotations

import re
from typing import Any

from kg.records import Article, Entity, Mention, Reading

REFERENCE = re.compile(r"^[该本此这两双各当我全]|^(?:项目|公司|学校|医院|工程|库区|园区)$")


def find_mentions(article: Article, gold: dict[str, Any]) -> list[Mention]:
    """Every place where a name or alias of the gold stands in the clean text, longest first; nested ones are kept."""
    forms: dict[str, int] = {}
    names = [e["name"] for e in gold["entities"]]
    for number, entity in enumerate(gold["entities"]):
        for form in (entity["name"], *entity.get("aliases", [])):
            if form == entity["name"] or not _describes(form, entity, names):
                forms.setdefault(re.sub(r"\s", "", form), number)
    found: dict[tuple[int, int], int] = {}
    for form in sorted(forms, key=lambda f: (-len(f), f)):
        at = article.text.find(form)
        while form and at >= 0:
            span = (at, at + len(form))
            crosses = any(a < span[0] < b < span[1] or span[0] < a < span[1] < b for a, b in found)
            repeats = any(a <= at and at + len(form) <= b and found[a, b] == forms[form] for a, b in found)
            if not crosses and not repeats and (len(form) > 1 or _stands_in_compound(article.text, at)):
                found.setdefault(span, forms[form])
            at = article.text.find(form, at + 1)
    return [
        Mention(a, b, gold["entities"][n]["type"], n, by="gold", reference=bool(REFERENCE.match(article.text[a:b])))
        for (a, b), n in sorted(found.items(), key=lambda item: (item[0][0], -item[0][1]))
    ]


def _describes(form: str, entity: dict[str, Any], names: list[str]) -> bool:
    """Whether an alias is more than a name: a phrase (某省援建的某基地) or a chain of places (某省某市)."""
    if "的" in form or (len(form) > len(entity["name"]) and form.endswith(entity["name"])):
        return True
    if entity["type"] not in ("Province", "City", "County", "Township", "Village"):
        return False
    return any(
        form.startswith(name[:2]) and form != name[: len(form)] and not entity["name"].startswith(form[:2])
        for name in names
    )


def _stands_in_compound(text: str, at: int) -> bool:
    short = "京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀黔滇陕甘陇青宁新藏蒙沈涪万甬忠疆援"
    return text[at + 1 : at + 2] in short or text[at - 1 : at] in short


def gold_reading(article: Article, gold: dict[str, Any]) -> Reading:
    """The Reading with one Entity per gold entity, in the gold's order (entity i is gold["entities"][i])."""
    entities = tuple(Entity(e["type"], e["name"], tuple(e.get("aliases", []))) for e in gold["entities"])
    return Reading(article, tuple(find_mentions(article, gold)), entities)
