"""Builds ``seeds/`` and ``tests/quality/gold/`` from the annotated plain articles in ``tests/quality/articles/``.

In: articles (UTF-8 text) with their gold. Out: the same articles as files of every format and with every kind of damage
that reading and cleaning must survive, and a gold file for each, whose evidence is what stands in the file as it is read.
The same input gives the same bytes. Needs reportlab beside the project's own dependencies: ``pip install reportlab``.
Run: ``python scripts/make_seeds.py``.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.read import read

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "tests" / "quality" / "articles"
SEEDS = ROOT / "seeds"
GOLD = ROOT / "tests" / "quality" / "gold"

PINYIN = {
    "務": "wù", "實": "shí", "經": "jīng", "濟": "jì", "業": "yè", "區": "qū", "學": "xué", "進": "jìn", "發": "fā", "達": "dá", "產": "chǎn",
    "標": "biāo", "設": "shè", "廠": "chǎng", "術": "shù", "鎮": "zhèn", "團": "tuán", "項": "xiàng", "協": "xié", "議": "yì", "辦": "bàn", "資": "zī",
}  # fmt: skip
INSERTED = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}\)")
CAPTION = re.compile("^图(?:[①-⑳0-9]|为)")
COLUMN = 19
"""Characters to a line of the two-column page."""
NO_START = "，。、；：！？”’）》】%"
NO_END = "“‘（《【"


def article(name: str) -> str:
    """The text of an annotated article."""
    return (ARTICLES / f"{name}.txt").read_text("utf-8")


def gold(name: str) -> dict[str, Any]:
    """The annotation of an article."""
    return dict(json.loads((ARTICLES / f"{name}.json").read_text("utf-8")))


def paragraphs(name: str) -> list[str]:
    """The lines of an article that hold anything."""
    return [line.strip() for line in article(name).split("\n") if line.strip()]


def is_heading(line: str) -> bool:
    """Whether a line of an article is a section heading."""
    return len(line) < 16 and line[-1] not in "。！？”：）" and not CAPTION.match(line)


def plain(name: str) -> bytes:
    """UTF-8 as it is."""
    return article(name).encode("utf-8")


def encoded(encoding: str, *, crlf: bool = False) -> Callable[[str], bytes]:
    """The text in another encoding."""

    def make(name: str) -> bytes:
        text = article(name)
        return (text.replace("\n", "\r\n") if crlf else text).encode(encoding)

    return make


def with_pinyin(name: str) -> bytes:
    """As a conversion site leaves a page: a cut-off description, pinyin after characters, blanks around numbers."""
    title, *body = paragraphs(name)
    body = [re.sub(r"(?<=[0-9])(?=[年月日萬億個份人艘])", " ", line) for line in body]
    marked = [
        "".join(f"{c}({PINYIN[c]})" if c in PINYIN and i % 3 == 0 else c for i, c in enumerate(line)) for line in body
    ]
    return "\n".join([f'{title}{marked[0][:40]}"/>', f">{title}", *marked, ""]).encode()


def several(*names: str) -> bytes:
    """Articles one after the other in one file."""
    return "\n\n\n".join(article(name).strip() for name in names).encode("utf-8") + b"\n"


def records(*names: str) -> bytes:
    """JSON Lines, one article a record, under the field names that people use."""
    keys = (("text", "published", "publisher"), ("content", "date", "source"), ("body", "date", "source"))
    lines = []
    for name, (text, published, publisher) in zip(names, keys * len(names), strict=False):
        title, *body = paragraphs(name)
        record = {
            "title": title,
            text: "\n".join(body),
            published: gold(name)["published"],
            publisher: gold(name)["publisher"],
        }
        lines.append(json.dumps({key: value for key, value in record.items() if value}, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode("utf-8")


def markdown(name: str) -> bytes:
    """Markdown with front matter."""
    title, subtitle, byline, *body = paragraphs(name)
    known = gold(name)
    front = f"---\ntitle: {title}\ndate: {known['published']}\npublisher: {known['publisher']}\nauthor: {byline.split('记者 ')[1]}\n---\n"
    return (front + f"\n# {title}\n\n{subtitle}\n\n" + "\n\n".join(body) + "\n").encode("utf-8")


def page(encoding: str, site: str) -> Callable[[str], bytes]:
    """A news page with navigation, a tool bar, a list of other articles and a foot."""

    def make(name: str) -> bytes:
        title, *body = paragraphs(name)
        known = gold(name)
        published = (
            f'<meta property="article:published_time" content="{known["published"]}">\n' if known["published"] else ""
        )
        text = "\n".join(f"<h2>{line}</h2>" if is_heading(line) else f"<p>{line}</p>" for line in body)
        return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="{encoding}">
<title>{title}_{site}</title>
<meta property="og:site_name" content="{site}">
{published}<script>var page = "article";</script>
</head>
<body>
<header><a href="/">首页</a> | <a href="/news">要闻</a> | <a href="/county">区县</a> | <a href="/video">视频</a></header>
<nav class="breadcrumb">您当前的位置：<a href="/">首页</a> &gt; <a href="/news">要闻</a> &gt; 正文</nav>
<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a>　字号：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a></div>
<article>
<h1>{title}</h1>
{text}
</article>
<aside><h3>相关阅读</h3><ul><li><a href="/1">全县招商引资大会召开</a></li><li><a href="/2">春季运动会开幕</a></li></ul></aside>
<footer>版权声明：未经授权不得转载。<a href="/about">关于我们</a> | <a href="/map">网站地图</a></footer>
</body>
</html>
""".encode(encoding)

    return make


def columns(name: str) -> bytes:
    """A page of a newspaper: title over two columns, lines broken where the column ends."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    title, subtitle, byline, *body = paragraphs(name)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.setTitle(title)
    for size, y, line in ((20, 780, title), (14, 752, subtitle), (10.5, 728, byline)):
        canvas.setFont("STSong-Light", size)
        canvas.drawString(60, y, line)
    canvas.setFont("STSong-Light", 10.5)
    x, y = 60.0, 696.0
    for line in body:
        indent = 0 if is_heading(line) or CAPTION.match(line) else 2
        for n, part in enumerate(broken(line, COLUMN, indent)):
            canvas.drawString(x + (indent * 10.5 if n == 0 else 0), y, part)
            y -= 16.5
            if y < 80:
                x, y = x + 255, 696.0
    canvas.setFont("STSong-Light", 9)
    canvas.drawString(290, 40, "第1页")
    canvas.save()
    return out.getvalue()


def broken(line: str, measure: int, indent: int) -> list[str]:
    """A paragraph in lines of a measure; no line begins with a closing mark, ends with an opening one or cuts a number."""
    parts = []
    while line:
        n = measure - (indent if not parts else 0)
        if n < len(line):
            while line[n] in NO_START or (
                (line[n].isdigit() or line[n] == ".") and (line[n - 1].isdigit() or line[n - 1] == ".")
            ):
                n -= 1
            while line[n - 1] in NO_END:
                n -= 1
        parts.append(line[:n])
        line = line[n:]
    return parts


def word(name: str) -> bytes:
    """A Word document; the archive's dates are fixed."""
    import docx

    title, *body = paragraphs(name)
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = ""
    document.add_heading(title, 0)
    for line in body:
        document.add_paragraph(line)
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name_ in sorted(old.namelist()):
            new.writestr(zipfile.ZipInfo(name_, (2020, 1, 1, 0, 0, 0)), old.read(name_), zipfile.ZIP_DEFLATED)
    return out.getvalue()


SITE, OLD_SITE = "新田新闻网", "三峡晚报网"

MADE: dict[str, tuple[tuple[str, ...], Callable[..., bytes], dict[str, str]]] = {
    "01-hubei-counties.txt": (("a105",), plain, {}),
    "02-kashgar-traditional.txt": (("a208",), plain, {}),
    "03-huangnan-wrapped.txt": (("a307",), plain, {}),
    "04-zhengan-webpage.txt": (("a409",), plain, {}),
    "05-changzhi-blanks.txt": (("a610",), plain, {}),
    "06-harbin-gb18030.txt": (("a701",), encoded("gb18030"), {}),
    "07-wushan-big5.txt": (("a008",), encoded("big5hkscs"), {}),
    "08-wanzhou-port.html": (("a601",), page("utf-8", SITE), {"publisher": SITE}),
    "09-wenchuan-columns.pdf": (("a505",), columns, {}),
    "10-tongxin-contracts.docx": (("a414",), word, {}),
    "11-sanming-shanghai.md": (("a502",), markdown, {}),
    "12-three-briefs.jsonl": (("a113", "a317", "a713"), records, {}),
    "13-three-reports.txt": (("a204", "a306", "a512"), several, {}),
    "14-shanghai-ports-pinyin.txt": (("a608",), with_pinyin, {}),
    "15-shache-letter.txt": (("a211",), encoded("utf-8-sig", crlf=True), {}),
    "16-fengjie-plans-utf16.txt": (("a004",), encoded("utf-16"), {}),
    "17-yunyang-captions.txt": (("a005",), plain, {}),
    "18-namling-greenhouses.txt": (("a302",), plain, {}),
    "19-wensu-projects.txt": (("a416",), plain, {}),
    "20-fuling-factories.html": (("a705",), page("gbk", OLD_SITE), {}),
}
"""Each seed: its articles, what is made of them, and what its gold says otherwise than theirs."""


def merged(names: tuple[str, ...], seed: str) -> dict[str, Any]:
    """One gold for the articles of a file: an entity that several name is one."""
    whole: dict[str, Any] = {"doc": seed, **{key: gold(names[0])[key] for key in ("title", "published", "publisher")}}
    entities: dict[tuple[str, str], dict[str, Any]] = {}
    relations, observations = [], []
    for name in names:
        one, ids = gold(name), {}
        for entity in one["entities"]:
            known = entities.setdefault(
                (entity["type"], entity["name"]), {**entity, "id": f"e{len(entities) + 1}", "aliases": []}
            )
            known["aliases"] = sorted({*known["aliases"], *entity.get("aliases", [])})
            if not entity.get("optional"):
                known.pop("optional", None)
            ids[entity["id"]] = known["id"]
        relations += [{**r, "s": ids[r["s"]], "o": ids[r["o"]]} for r in one["relations"]]
        for o in one["observations"]:
            observations.append(
                {**o, "provider": [ids[i] for i in o["provider"]], "recipient": [ids[i] for i in o["recipient"]]}
            )
    return {**whole, "entities": list(entities.values()), "relations": relations, "observations": observations}


def as_it_stands(evidence: str, texts: list[str]) -> str | None:
    """Where an evidence stands in the texts, blanks, line breaks and inserted pinyin apart: what is there, if it is."""
    wanted = re.sub(r"\s", "", evidence)
    for text in texts:
        inserted = {i for m in INSERTED.finditer(text) for i in range(*m.span())}
        places = [i for i, c in enumerate(text) if not c.isspace() and i not in inserted]
        at = "".join(text[i] for i in places).find(wanted)
        if at >= 0:
            return text[places[at] : places[at + len(wanted) - 1] + 1]
    return None


def place(fact: dict[str, Any], texts: list[str]) -> bool:
    """Gives a fact the evidence as it stands in the file; False for an optional one that the file leaves out."""
    found = as_it_stands(fact["evidence"], texts)
    if found is None and not fact.get("optional"):
        raise ValueError(f"not in the file: {fact['evidence']!r}")
    fact["evidence"] = found
    return found is not None


def main() -> None:
    """Writes every seed and its gold."""
    GOLD.mkdir(parents=True, exist_ok=True)
    for seed, (names, make, other) in MADE.items():
        path = SEEDS / seed
        path.write_bytes(make(*names))
        texts = [source.text for source in read(path)]
        annotation = {**merged(names, seed), **other}
        for kind in ("relations", "observations"):
            annotation[kind] = [fact for fact in annotation[kind] if place(fact, texts)]
        target = GOLD / f"{seed.rpartition('.')[0]}.json"
        target.write_text(json.dumps(annotation, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
