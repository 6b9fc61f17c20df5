from __future__ import annotations

from kg.export.pinyin import readings_of


def test_characters_have_their_common_readings_and_no_tone() -> None:
    readings = readings_of(["重庆", "吕梁"])
    assert readings["重"] == ["chong", "zhong"]
    assert readings["吕"] == ["lv"]
    assert list(readings) == sorted("重庆吕梁")


def test_what_is_not_chinese_has_no_reading() -> None:
    assert readings_of(["A1、\u202e"]) == {}
    assert readings_of([]) == {}
