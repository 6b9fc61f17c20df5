"""Files of each format become sources."""

import hashlib
import json
import subprocess
import sys

import pytest

from kg.errors import ReadError
from kg.read import read
from kg.read.dates import date_in_name, read_date
from kg.read.file import LARGEST

BODY = "东湖市与青河县签订年度对口支援协议，东湖市将安排援助资金3500万元，实施项目12个，涉及学校、医院和道路。"
PAGE = f"""<!DOCTYPE html><html lang="zh"><head><meta charset="{{charset}}"><title>两地签约_青河网</title>
<meta name="author" content="林小川"><meta property="article:published_time" content="2022-05-06T08:30:00+08:00">
<meta property="og:site_name" content="青河网"></head><body>
<nav><a href="/">首页</a> <a href="/n">新闻</a> <a href="/m">教育</a></nav>
<article><h1>两地签约</h1><p>{BODY}</p><p>{BODY.replace("12", "15")}</p><p>由东湖市援建的青河县人民医院门诊楼今年投用。</p></article>
<footer>版权所有 青河传媒 <a href="/a">关于我们</a></footer></body></html>"""


def write(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def test_plain_text(tmp_path):
    path = write(tmp_path, "a.txt", f"两地签约\r\n\r\n{BODY}\r\n")
    (source,) = read(path)
    assert source.text == f"两地签约\n\n{BODY}\n"
    assert source.location == str(path)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_date_in_the_name_is_the_last_resort(tmp_path):
    assert read(write(tmp_path, "news_20220506.txt", BODY))[0].metadata.published == "2022-05-06"
    assert (
        read(write(tmp_path, "x_20220506.md", f"---\ndate: 2021-01-02\n---\n{BODY}"))[0].metadata.published
        == "2021-01-02"
    )


def test_markdown_front_matter(tmp_path):
    text = f'---\ntitle: "两地签约"\ndate: 2022/5/6 08:30\nsource: 青河日报\nauthor: [林小川, 王大山]\ntags: x\n---\n\n# 两地签约\n\n{BODY}\n'
    (source,) = read(write(tmp_path, "a.md", text))
    assert source.text == text
    m = source.metadata
    assert (m.title, m.published, m.publisher, m.author) == ("两地签约", "2022-05-06", "青河日报", "林小川 王大山")


def test_markdown_without_front_matter(tmp_path):
    assert read(write(tmp_path, "a.md", f"# 两地签约\n\n{BODY}"))[0].metadata.title is None


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030"])
def test_a_page_gives_its_article_without_furniture(tmp_path, charset):
    (source,) = read(write(tmp_path, "a.html", PAGE.format(charset=charset).encode(charset)))
    assert source.text.startswith("两地签约\n")
    assert BODY in source.text
    assert "关于我们" not in source.text
    assert "首页" not in source.text
    m = source.metadata
    assert (m.published, m.publisher, m.author) == ("2022-05-06", "青河网", "林小川")


def test_json_lines(tmp_path):
    records = [
        {
            "title": "两地签约",
            "text": BODY,
            "published": "2022-05-06T08:30",
            "publisher": "青河日报",
            "url": "https://example.org/1",
        },
        {"content": f"{BODY}\r\n第二段。", "date": "2022年5月7日", "source": "东湖日报"},
    ]
    path = write(tmp_path, "a.jsonl", "\n".join(json.dumps(r, ensure_ascii=False) for r in records) + "\n\n")
    first, second = read(path)
    assert (first.location, first.metadata.title, first.metadata.published) == (
        "https://example.org/1",
        "两地签约",
        "2022-05-06",
    )
    assert (second.location, second.metadata.publisher, second.metadata.published) == (
        f"{path}#2",
        "东湖日报",
        "2022-05-07",
    )
    assert first.text == f"两地签约\n\n{BODY}"
    assert second.text == f"{BODY}\n第二段。"
    assert first.sha256 == second.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_word(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.core_properties.title = "两地签约"
    document.core_properties.author = "林小川"
    document.add_paragraph("两地签约")
    document.add_paragraph(BODY)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "项目", "12个"
    document.save(tmp_path / "a.docx")
    (source,) = read(tmp_path / "a.docx")
    assert source.text == f"两地签约\n{BODY}\n项目  12个"
    assert (source.metadata.title, source.metadata.author) == ("两地签约", "林小川")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", bytes(range(256)) * 8, "not a text file"),
        ("a.txt", "支援" * 1_100_000, "a line of 2,200,000 characters is no article"),
        ("a.txt", "支援\n" * 2_700_000, "8,100,000 characters are too many"),
        ("a.md", "---\ntitle: x\n---\n", "nothing stands after the front matter"),
        ("a.html", "<html><body><nav><a href='/'>首页</a></nav></body></html>", "holds no article"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"%PDF-1.4\n1 0 obj", "cut off"),
        ("a.pdf", b"%PDF-1.4\nnothing of the kind\n%%EOF\n", "damaged PDF"),
        ("a.docx", b"no zip", "not a Word document"),
        ("a.docx", b"", "empty"),
        ("a.jsonl", '{"text": "甲"}\n{oops\n', r"a\.jsonl:2: not a JSON record"),
        ("a.jsonl", '["甲"]', r"a\.jsonl:1: a list, not an object"),
        ("a.jsonl", '{"title": "甲"}', r"a\.jsonl:1: the record has no text"),
        ("a.xyz", "text", r"nothing reads \.xyz files"),
    ],
)
def test_bad_files_are_refused_in_one_line(tmp_path, name, data, message):
    if name.endswith((".pdf", ".docx")):
        pytest.importorskip({"pdf": "pypdfium2", "docx": "docx"}[name.rpartition(".")[2]])
    path = write(tmp_path, name, data)
    with pytest.raises(ReadError, match=message) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_what_is_not_there_or_too_large(tmp_path):
    with pytest.raises(ReadError, match="no such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(ReadError, match="a folder"):
        read(tmp_path)
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(ReadError, match="too much for one document"):
        read(large)


def test_an_unknown_format_lists_the_choices(tmp_path):
    with pytest.raises(ReadError, match="choose from text, markdown, html, pdf, docx, jsonl"):
        read(tmp_path / "a", format="rtf")


def test_a_file_without_suffix_is_known_by_its_content(tmp_path):
    assert read(write(tmp_path, "page", PAGE.format(charset="utf-8")))[0].metadata.publisher == "青河网"
    assert read(write(tmp_path, "plain", BODY))[0].text == BODY
    assert read(write(tmp_path, "x.dat", BODY), format="text")[0].text == BODY


@pytest.mark.parametrize(("suffix", "extra", "module"), [("pdf", "pdf", "pypdfium2"), ("docx", "docx", "docx")])
def test_a_missing_library_names_its_extra(tmp_path, monkeypatch, suffix, extra, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ReadError, match=rf"pip install 'duikou\[{extra}\]'"):
        read(write(tmp_path, f"a.{suffix}", b"%PDF-1.4 %%EOF"))


def test_importing_the_readers_loads_no_library_of_theirs():
    code = "import sys, kg.read; print([m for m in ('trafilatura', 'pypdfium2', 'docx', 'charset_normalizer', 'lxml') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2022-05-06", "2022-05-06"),
        ("2022/5/6 08:30", "2022-05-06"),
        ("2022年5月6日", "2022-05-06"),
        ("20220506", "2022-05-06"),
        ("2022-13-01", None),
        ("May 6", None),
        ("", None),
    ],
)
def test_dates(written, date):
    assert read_date(written) == date


@pytest.mark.parametrize(
    ("stem", "date"),
    [
        ("b01_20220506", "2022-05-06"),
        ("2022-05-06-bridge", "2022-05-06"),
        ("000_33411919f", None),
        ("20220506_20220507", None),
        ("n20220506", None),
        ("20221399", None),
    ],
)
def test_dates_in_names(stem, date):
    assert date_in_name(stem) == date
