from __future__ import annotations

import re
from pathlib import Path

import pytest

import kg.export
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


MODULES = sorted((Path(kg.export.__file__).parent / "templates").glob("*.js"))
EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|const|class) (\w+)", re.MULTILINE)
IMPORTED = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+)\.js";$', re.MULTILINE)


def exports_of(name: str) -> set[str]:
    return set(EXPORTED.findall((MODULES[0].parent / f"{name}.js").read_text("utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.stem))
def test_a_module_imports_what_there_is_and_what_it_uses(path: Path) -> None:
    text = path.read_text("utf-8")
    for names, module in IMPORTED.findall(text):
        wanted = {name.strip() for name in names.split(",") if name.strip()}
        assert wanted <= exports_of(module)
        assert {name for name in wanted if len(re.findall(rf"(?<!\w){name}(?!\w)", text)) < 2} == set()


def test_nothing_is_exported_that_no_module_imports() -> None:
    imported = {
        (module, name.strip())
        for path in MODULES
        for names, module in IMPORTED.findall(path.read_text("utf-8"))
        for name in names.split(",")
    }
    assert [
        (path.stem, name)
        for path in MODULES
        for name in sorted(exports_of(path.stem))
        if (path.stem, name) not in imported
    ] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.stem))
def test_no_module_makes_elements_from_text(path: Path) -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", path.read_text("utf-8")
    )
