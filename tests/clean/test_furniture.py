"""Page furniture."""

import pytest

from kg.clean.aligned import Aligned
from kg.clean.furniture import drop_furniture, drop_markup, drop_remnants
from kg.clean.lines import split_lines
from tests.clean.examples import apply


def kept(text: str) -> list[str]:
    return [line.text for line in drop_furniture(split_lines(Aligned.of(text)))]


@pytest.mark.parametrize(
    "line",
    [
        "首页 > 新闻中心 > 区县 > 正文",
        "登录 | 注册 | 无障碍浏览",
        "分享到：微信 微博 QQ空间",
        "字号：大 中 小",
        "您当前的位置：青河网 > 要闻 > 正文",
        "首页  要闻  县区  视频  登录",
        "（责任编辑：李小满）",
        "[责任编辑: 王 芳 ]",
        "上一篇：全县招商大会召开    下一篇：没有了",
        "青河传媒有限公司 版权所有 青ICP备0000000号",
        "扫描二维码，下载客户端",
        "- 3 -",
        "第2页 共5页",
    ],
)
def test_furniture_goes(line):
    assert kept(f"东湖市支援青河县。\n{line}\n项目已经完工。") == ["东湖市支援青河县。", "项目已经完工。"]


@pytest.mark.parametrize(
    "line",
    ["教育", "北京", "旅游", "东湖市旅游局、教育局", "2022-05-06 08:30 来源：青河日报 作者：林小川 字号：大 中 小"],
)
def test_headings_and_bylines_are_no_furniture(line):
    assert line in kept(f"东湖市支援青河县。\n{line}\n项目已经完工。")


def test_a_page_foot_goes_with_its_lists():
    text = "项目已经完工。\n相关阅读\n·青河县召开大会\n·东湖市来人考察\n版权声明：凡注明“来源：青河网”的作品，未经授权不得转载。\n关于我们 | 网站地图"
    assert kept(text) == ["项目已经完工。"]


def test_prose_after_a_foot_is_another_article():
    prose = "5月4日，东湖市与青河县签订年度对口支援协议，东湖市将安排援助资金3500万元，实施项目12个，涉及学校、医院和道路，今年年底前全部完工。"
    assert kept(f"项目已经完工。\n相关阅读\n·青河县召开大会\n两地签约\n{prose}") == [
        "项目已经完工。",
        "两地签约",
        prose,
    ]


def test_remnants_go_and_nothing_else():
    assert apply(drop_remnants, '坚持“优"/>\n甲&nbsp;乙<br/>丙 3<5 且 7>2') == "坚持“优\n甲乙丙 3<5 且 7>2"


def test_markup_goes_and_its_words_stay():
    text = "---\ntitle: 甲\n---\n# 标题\n甲与**乙**签订[协议](https://a.example/b)![图](x.png)。"
    assert apply(drop_markup, text) == "# 标题\n甲与乙签订协议。"
