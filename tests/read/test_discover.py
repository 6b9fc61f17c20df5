"""Finding files."""

import os

import pytest

from kg.read import READERS, SUFFIXES, discover


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a.md", "sub/c.html", "sub/.hidden.txt", ".git/d.txt", "picture.jpg", "README.md", "z.PDF"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path / "in"


def names(folder, paths):
    told = []
    found = [os.path.relpath(p, folder) for p in discover(paths, report=lambda path, why: told.append(why))]
    return found, told


def test_a_folder_gives_its_readable_files_sorted(folder):
    assert names(folder, [folder]) == (["a.md", "b.txt", "sub/c.html", "z.PDF"], [])


def test_a_file_is_taken_as_it_is_given_and_once(folder):
    assert names(folder, [folder / "picture.jpg", folder / "b.txt", folder])[0] == [
        "picture.jpg",
        "b.txt",
        "a.md",
        "sub/c.html",
        "z.PDF",
    ]


def test_links_out_of_the_folder_are_not_followed(folder):
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("x")
    (folder / "dir").symlink_to(outside)
    (folder / "file.txt").symlink_to(outside / "secret.txt")
    (folder / "inside.txt").symlink_to(folder / "b.txt")
    assert names(folder, [folder])[0] == ["a.md", "b.txt", "sub/c.html", "z.PDF"]


def test_what_is_not_there_is_told_and_the_rest_goes_on(folder):
    found, told = names(folder, [folder / "none.txt", folder / "b.txt"])
    assert found == ["b.txt"]
    assert len(told) == 1
    assert "no such file" in told[0]


def test_a_folder_without_readable_files_is_told(tmp_path):
    (tmp_path / "x.jpg").write_text("x")
    found, told = names(tmp_path, [tmp_path])
    assert found == []
    assert "no readable file" in told[0]


def test_every_suffix_has_a_reader():
    assert set(SUFFIXES.values()) == set(READERS)
