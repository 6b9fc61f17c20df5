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
        "【字号：大 中 小】【打印】【关闭】",
        "浏览次数：123次",
        "扫一扫在手机打开当前页",
        "主办单位：青河县人民政府办公室",
        "索引号：115000/2022-001",
        "原标题：青河的春天",
        "编辑 | 张小三",
        "（责编：张小三、李小四）",
        "一审：张三",
        "阅读原文",
        "查看全文>>",
        "您的浏览器不支持视频播放",
        "00:00/03:21",
        "亲爱的读者，请及时下载新版本客户端，点击下方二维码升级。",
        "声明：凡本网注明来源为青河网的稿件，未经授权不得转载、摘编。",
        "本网转载其他媒体稿件，如涉及版权问题请与我们联系。",
        "首页 | 要闻 | 政务 | 教育 | 旅游",
        "Copyright © 2022 青河网",
    ],
)
def test_furniture_goes(line):
    assert kept(f"东湖市支援青河县。\n{line}\n项目已经完工。") == ["东湖市支援青河县。", "项目已经完工。"]


@pytest.mark.parametrize(
    "line",
    [
        "教育",
        "北京",
        "教育 医疗 文化",
        "教育、卫生、文化",
        "下一条高铁开工",
        "视觉盛宴惊艳游客",
        "村民打开手机APP就能预约看病，下载安装后还能缴费。",
        "游客扫描二维码就能听到讲解，村里还开发了客户端。",
        "关于我们的故事",
        "编辑部里的年轻人",
        "电话那头的声音",
        "图书馆 文化馆 体育馆",
        "上海 江苏 浙江",
        "1992/2022",
        "2022-05-06 08:30 来源：青河日报 作者：林小川 字号：大 中 小",
    ],
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


def test_running_heads_go():
    pages = [f"青河日报 2022年5月6日 第{n}版\n\n第{n}页的正文说东湖市支援青河县。" for n in (2, 3, 4)]
    assert kept("\n\n".join(pages)) == [f"第{n}页的正文说东湖市支援青河县。" for n in (2, 3, 4)]


def test_headings_of_a_passage_that_stands_three_times_are_no_running_heads():
    assert kept("改善基础设施\n\n东湖市支援青河县。\n\n" * 3).count("改善基础设施") == 3
