"""What to build: files and folders become books with folders of their own."""

from pathlib import Path

import pytest

from voicebook.errors import SettingsError, UsageError
from voicebook.sources.find import find_sources
from voicebook.sources.metadata_csv import read_catalogue
from voicebook.sources.names import natural, safe_name
from voicebook.sources.source import Source


def tree(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def folders(sources: tuple[Source, ...]) -> list[str]:
    return [str(source.folder) for source in sources]


def test_a_folder_is_a_batch_that_mirrors_its_paths(tmp_path: Path) -> None:
    root = tree(
        tmp_path / "in", a_DOT_txt="x", sub__b_DOT_md="x", sub__c_DOT_png="x", _DOT_hidden_DOT_txt="x"
    )
    assert folders(find_sources([root], tmp_path / "out")) == ["a", "sub/b"]


def test_the_output_folder_is_never_read(tmp_path: Path) -> None:
    root = tree(tmp_path / "in", a_DOT_txt="x", output__b_DOT_txt="x")
    assert folders(find_sources([root], root / "output")) == ["a"]


def test_a_folder_that_is_a_book_has_its_files_in_natural_order(tmp_path: Path) -> None:
    root = tree(tmp_path / "in")
    (root / "saga").mkdir(parents=True)
    for name in ("10.txt", "2.txt", "1.txt"):
        (root / "saga" / name).write_text("x")
    (root / "saga" / "voicebook.toml").write_text("book = true\n")
    (source,) = find_sources([root], tmp_path / "out")
    assert [file.name for file in source.files] == ["1.txt", "2.txt", "10.txt"]
    assert str(source.folder) == "saga"


def test_chapters_may_be_listed(tmp_path: Path) -> None:
    root = tree(tmp_path / "in", b_DOT_txt="x", a_DOT_txt="x", c_DOT_txt="x")
    (root / "voicebook.toml").write_text('book = true\nchapters = ["b.txt", "a.txt"]\n')
    (source,) = find_sources([root], tmp_path / "out")
    assert [file.name for file in source.files] == ["b.txt", "a.txt"]


def test_a_chapter_outside_its_folder_is_refused(tmp_path: Path) -> None:
    root = tree(tmp_path, secret_DOT_txt="x", in__a_DOT_txt="x") / "in"
    (root / "voicebook.toml").write_text('book = true\nchapters = ["../secret.txt"]\n')
    (source,) = find_sources([root], tmp_path / "out")
    assert source.fault is not None
    assert source.fault.code == "VB-S08"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    root = tree(tmp_path, secret_DOT_txt="x", in__a_DOT_txt="x") / "in"
    (root / "b.txt").symlink_to(tmp_path / "secret.txt")
    assert folders(find_sources([root], tmp_path / "out")) == ["a"]


@pytest.mark.parametrize("reverse", [False, True])
def test_sources_that_would_share_a_folder_get_names_from_suffix_and_path(
    tmp_path: Path, *, reverse: bool
) -> None:
    root = tree(tmp_path, x__a_DOT_txt="1", x__a_DOT_md="2", y__a_DOT_txt="3")
    named = [root / "x" / "a.txt", root / "x" / "a.md", root / "y" / "a.txt"]
    found = find_sources(named[::-1] if reverse else named, tmp_path / "out")
    assert {str(source.files[0].relative_to(root)): str(source.folder) for source in found} == {
        "x/a.txt": "x-a-txt",
        "x/a.md": "a-md",
        "y/a.txt": "y-a-txt",
    }


def test_a_source_named_twice_is_built_once(tmp_path: Path) -> None:
    root = tree(tmp_path / "in", a_DOT_txt="x")
    assert len(find_sources([root, root / "a.txt"], tmp_path / "out")) == 1


def test_settings_are_handed_down_but_a_title_is_not(tmp_path: Path) -> None:
    root = tree(tmp_path / "in", sub__a_DOT_txt="x")
    (root / "voicebook.toml").write_text('title = "Outer"\nlanguage = "de"\n[pauses]\nsentence = 1\n')
    (root / "sub" / "voicebook.toml").write_text("[pauses]\nheading = 2\n")
    (source,) = find_sources([root], tmp_path / "out")
    assert dict(source.settings) == {"language": "de", "pauses": {"sentence": 1, "heading": 2}}


def test_broken_settings_fail_only_their_folder(tmp_path: Path) -> None:
    root = tree(tmp_path / "in", a_DOT_txt="x", bad__b_DOT_txt="x")
    (root / "bad" / "voicebook.toml").write_text("title = ")
    good, bad = find_sources([root], tmp_path / "out")
    assert good.fault is None
    assert bad.fault is not None


@pytest.mark.parametrize("name", ["nothing.txt", "empty"])
def test_nothing_to_build_is_a_usage_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError):
        find_sources([tmp_path / name], tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a:b?", "a-b-"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("trail. ", "trail"),
        ("..", "_"),
        ("Čapek", "Čapek"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_natural_order() -> None:
    names = [Path("b2"), Path("b10"), Path("a"), Path("B1")]
    assert sorted(names, key=natural) == [Path("a"), Path("B1"), Path("b2"), Path("b10")]


def test_a_cell_under_a_column_without_a_name_is_an_unknown_setting(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text("file,title,\na.txt,A,lost\n")
    with pytest.raises(SettingsError) as raised:
        read_catalogue(tmp_path)
    assert (raised.value.code, raised.value.where.source) == (
        "VB-S05",
        f"{tmp_path / 'metadata.csv'}, line 2",
    )
