from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DataError
from kg.export.script import joined


def test_modules_stand_after_what_they_import_and_once(tmp_path: Path) -> None:
    (tmp_path / "start.js").write_text('import { two } from "./two.js";\nimport { one } from "./one.js";\ntwo(one);\n')
    (tmp_path / "two.js").write_text('import { one } from "./one.js";\nexport function two(x) { return x + one; }\n')
    (tmp_path / "one.js").write_text("export const one = 1;\nconst text = 'export const no = 1';\n")
    script = joined(tmp_path, "start")
    assert script.index("const $one") < script.index("const $two") < script.index("two(one)")
    assert script.count("const one = 1") == 1
    assert "const { one } = $one;" in script
    assert "return { one };" in script
    assert "'export const no = 1'" in script


def test_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\n')
    with pytest.raises(DataError, match="a -> b -> a"):
        joined(tmp_path, "a")


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { gone } from "./gone.js";\n')
    with pytest.raises(DataError, match=r"gone\.js"):
        joined(tmp_path, "a")
