"""No byte of a participant is lost: in updates by git and by ZIP, when interrupted or broken, in a reset."""

import contextlib
import io
import json
import multiprocessing
import os
import shutil
import subprocess

import nbformat
import pytest

from kit import build, carry, my_work, shelf, start_page, ticks
from page import files, progress, written
from tests.example import ten_customers  # noqa: F401  (the example's check, which its exercise names)
from tests.kit.test_build import EXAMPLE, ROOT

EXERCISE = "exercises/01_example_exercise.ipynb"
OTHER = "exercises/02_other_exercise.ipynb"
ANSWER = "total = orders.groupby('customer_id')['amount_sek'].sum()  # mine, å"
NOTE = "My own note: ask Åsa about returns."


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGMENTATION_PROGRESS", str(tmp_path / "progress.json"))


@pytest.fixture(scope="module")
def given_course(tmp_path_factory):
    """A small course, as it is given: two exercises made from sources."""
    folder = tmp_path_factory.mktemp("å kurs")
    shutil.copytree(EXAMPLE, folder / "lessons")
    shutil.copy(ROOT / "lessons" / "on_binder.md", folder / "lessons")
    text = (EXAMPLE / "01_example_exercise.py").read_text(encoding="utf-8")
    for kind in ("", "_exercise"):
        (folder / "lessons" / f"02_other{kind}.py").write_text(text, encoding="utf-8")
    rebuild(folder)
    (folder / "README.md").write_text("A course.\n", encoding="utf-8")
    return folder


@pytest.fixture
def course(given_course, tmp_path):
    return shutil.copytree(given_course, tmp_path / "old å")


def rebuild(course):
    """Make the exercises from their sources, as the build does, without running them."""
    (course / "exercises").mkdir(exist_ok=True)
    for source in my_work.exercise_sources(course):
        path = shelf.notebook("exercises", shelf.lesson_name(source)).as_posix()
        (course / path).write_bytes(carry.notebook_bytes(my_work.as_given(path, course, [])))


def read(path):
    return nbformat.read(path, as_version=4)


def save(notebook, path):
    """Write a notebook as JupyterLab does, which notes the kernel's version."""
    notebook.metadata["language_info"]["version"] = "3.11.9"
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def answers(notebook):
    return [cell for cell in notebook.cells if "answer" in cell.metadata.get("tags", [])]


def work_in(course, path=EXERCISE):
    """Answer the first task, run it, and add a note under it."""
    notebook = read(course / path)
    cell = answers(notebook)[0]
    cell.source = cell.source.replace("total = ...  # your answer", ANSWER)
    cell.execution_count, cell.outputs = 3, [nbformat.v4.new_output("stream", text="done\n")]
    notebook.cells.insert(notebook.cells.index(cell) + 1, nbformat.v4.new_markdown_cell(NOTE))
    save(notebook, course / path)
    return (course / path).read_bytes()


def improve(course):
    """Make a newer course: the first task's text, its given lines and its answer's surroundings change."""
    source = course / "lessons" / "01_example_exercise.py"
    text = source.read_text(encoding="utf-8")
    better = text.replace("# ## 1 Total\n", "# ## 1 Total\n# A new sentence.\n").replace(
        "orders = data.orders()", "# Use what stands here.\norders = data.orders()"
    )
    assert better.count("new sentence") == better.count("stands here") == 1
    source.write_text(better, encoding="utf-8")
    rebuild(course)


def assert_carried(course, path=EXERCISE):
    notebook = read(course / path)
    nbformat.validate(notebook)
    sources = [cell.source for cell in notebook.cells]
    assert any("A new sentence." in source for source in sources)
    answer = answers(notebook)[0]
    assert ANSWER in answer.source and "# Use what stands here." in answer.source
    assert sources[notebook.cells.index(answer) + 1] == NOTE


def improve_both(course):
    """Make a newer course in which both exercises have changed."""
    improve(course)
    shutil.copy(course / "lessons/01_example_exercise.py", course / "lessons/02_other_exercise.py")
    rebuild(course)


def copies(course, path=EXERCISE):
    """Return the bytes of every copy of a file in my_work."""
    return [copy.read_bytes() for copy in sorted(course.glob(f"my_work/*/{path}"))]


# ---- the exercise as it was given


@pytest.mark.parametrize("path", sorted((ROOT / "exercises").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_stored_exercise_is_what_a_reset_writes(path):
    name = f"exercises/{path.name}"
    if build.saved_by_hand(path):
        pytest.skip("Somebody works in this exercise.")
    seen = my_work._readable([ROOT / shelf.notebook("solutions", shelf.lesson_name(path)), path])
    assert carry.notebook_bytes(my_work.as_given(name, ROOT, seen)) == path.read_bytes()


def test_every_exercise_says_what_to_do_on_binder():
    for source in my_work.exercise_sources():
        path = my_work.exercise_path(source.stem[:2])
        first = my_work.as_given(path, ROOT, []).cells[0].source
        assert "after about ten idle minutes" in first and "Save to browser storage" in first


def test_reset_keeps_a_copy_and_puts_the_given_one_back(course):
    fresh = (course / EXERCISE).read_bytes()
    mine = work_in(course)
    said = my_work.reset("01", course)
    assert (course / EXERCISE).read_bytes() == fresh
    assert copies(course) == [mine]
    assert "Yours is kept as my_work/" in said and "Reload Notebook from Disk" in said
    assert "nothing was done" in my_work.reset("01_example", course)
    assert copies(course) == [mine]


@pytest.mark.parametrize("broken", [b"", b"{", b'{"cells": 1}', b"\xff\xfe"])
def test_reset_repairs_a_broken_exercise_and_keeps_it(course, broken):
    fresh = (course / EXERCISE).read_bytes()
    (course / EXERCISE).write_bytes(broken)
    my_work.reset("01", course)
    assert (course / EXERCISE).read_bytes() == fresh
    assert copies(course) == [broken]


def test_two_resets_in_one_second_keep_both(course):
    first = work_in(course)
    my_work.reset("01", course)
    (course / EXERCISE).write_bytes(b"second")
    my_work.reset("01", course)
    assert sorted(copies(course)) == sorted([first, b"second"])


def test_an_unknown_exercise_is_one_sentence(course):
    with pytest.raises(my_work.WorkError, match="There is no exercise '99'.*01_example, 02_other"):
        my_work.reset("99", course)


@pytest.mark.parametrize("broken", ["missing", "no answer"])
def test_a_source_that_gives_no_exercise_is_one_sentence(course, capsys, monkeypatch, broken):
    source = course / "lessons" / "01_example_exercise.py"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("### END SOLUTION", ""), encoding="utf-8")
    if broken == "missing":
        path = my_work.exercise_path
        monkeypatch.setattr(my_work, "exercise_path", lambda *given: [path(*given), source.unlink()][0])
    monkeypatch.setattr(my_work.reset, "__defaults__", (course,))
    assert my_work.main(["reset", "01"]) == 1
    said = capsys.readouterr().err
    assert (
        said.startswith(f"{EXERCISE} cannot be made: lessons/01_example_exercise.py")
        and said.count("\n") == 1
    )


def test_a_reset_on_a_full_disk_leaves_no_false_copy(course, monkeypatch):
    mine = work_in(course)

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        my_work.reset("01", course)
    assert (course / EXERCISE).read_bytes() == mine
    assert list((course / "my_work").iterdir()) == []


def test_a_reset_that_cannot_write_leaves_the_old_file(course, monkeypatch):
    mine = work_in(course)

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError):
        my_work.reset("01", course)
    assert (course / EXERCISE).read_bytes() == mine
    assert not list((course / "exercises").glob("*.tmp"))


def test_a_notebook_whose_ids_another_program_dropped(course):
    base = read(course / EXERCISE)
    work_in(course)
    old = json.loads((course / EXERCISE).read_text(encoding="utf-8"))
    old["nbformat_minor"] = 4
    for cell in old["cells"]:
        del cell["id"]
    improve(course)
    new = read(course / EXERCISE)
    merged = carry.carry(base, carry.read_notebook(json.dumps(old).encode()), new)
    assert {cell.id for cell in new.cells} <= {cell.id for cell in merged.cells}
    (course / EXERCISE).write_bytes(carry.notebook_bytes(merged))
    assert_carried(course)


# ---- one at a time


BUSY = "The course is being updated in another window: wait until that is done."


def test_while_work_is_being_changed_every_other_way_to_change_it_says_so(course, clone, newer, monkeypatch):
    mine = work_in(clone)
    improve(course)
    publish(course)
    panel = start_page.StartAfresh()
    panel.choice.value = "05_behavioural"
    with my_work._alone(clone), my_work._alone(newer), my_work._alone(my_work.COURSE):
        for change in (
            lambda: my_work.update(clone),
            lambda: my_work.reset("01", clone),
            lambda: my_work.update_from(clone, newer),
        ):
            with pytest.raises(my_work.WorkError) as problem:
                change()
            assert str(problem.value) == BUSY
        panel.button.click()
        assert BUSY in panel.answer.value
    assert (clone / EXERCISE).read_bytes() == mine and not (clone / "my_work").exists()
    my_work.update(clone)
    assert_carried(clone)


def update_of(folder):
    """Run the command in a process of its own; return what it answered, on one line."""
    my_work.update.__defaults__ = (folder,)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        code = my_work.main(["update"])
    return code, said.getvalue().strip()


@pytest.mark.parametrize("windows", [2, 3])
def test_updates_at_once_lose_nothing_and_the_losers_say_one_sentence(course, clone, tmp_path, windows):
    work_in(clone), work_in(clone, OTHER)
    improve_both(course)
    publish(course)
    fork = "fork" in multiprocessing.get_all_start_methods()
    with multiprocessing.get_context("fork" if fork else "spawn").Pool(windows) as pool:
        for number in range(4):
            folder = shutil.copytree(clone, tmp_path / f"clone {number}", symlinks=True)
            answers_given = pool.map(update_of, [folder] * windows, chunksize=1)
            assert (0, "") in answers_given
            assert set(answers_given) <= {(0, ""), (1, BUSY)}
            for path in (EXERCISE, OTHER):
                assert_carried(folder, path)


# ---- a course that git brought


def git(folder, *arguments):
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    ended = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture
def clone(course, tmp_path):
    """A participant's clone; `course` is where it came from."""
    if shutil.which("git") is None:
        pytest.skip("There is no git on this computer.")
    shutil.copy(ROOT / ".gitignore", course)
    shutil.copy(ROOT / ".gitattributes", course)
    git(course, "init", "-q")
    publish(course)
    git(tmp_path, "clone", "-q", str(course), "clone ö")
    return tmp_path / "clone ö"


def publish(course):
    git(course, "add", "-A")
    git(course, "commit", "-q", "-m", "x")


def test_update_carries_answers_notes_and_results_over(course, clone):
    mine = work_in(clone)
    improve(course)
    publish(course)
    said = my_work.update(clone)
    assert_carried(clone)
    assert copies(clone) == [mine]
    assert f"{EXERCISE} is new, with what you wrote in it." in said[0]
    assert git(clone, "rev-parse", "HEAD") == git(course, "rev-parse", "HEAD")
    assert my_work.update(clone) == ["This is the newest course already."]
    assert not (clone / "my_work" / my_work.UNFINISHED).exists()


def test_what_ran_keeps_its_results_where_its_source_stays(course, clone):
    notebook = read(clone / EXERCISE)
    last = answers(notebook)[-1]
    last.outputs = [nbformat.v4.new_output("stream", text="seen\n")]
    answers(notebook)[0].source += "\n# mine"
    save(notebook, clone / EXERCISE)
    improve(course)
    publish(course)
    my_work.update(clone)
    assert answers(read(clone / EXERCISE))[-1].outputs[0].text == "seen\n"


def test_what_the_newer_course_did_not_change_stays_as_it_is(course, clone):
    other = work_in(clone, OTHER)
    (clone / "README.md").write_text("My own words.\n", encoding="utf-8")
    (clone / "exercises" / "my try.ipynb").write_bytes(b"own")
    improve(course)
    publish(course)
    my_work.update(clone)
    assert (clone / OTHER).read_bytes() == other
    assert (clone / "README.md").read_text(encoding="utf-8") == "My own words.\n"
    assert (clone / "exercises" / "my try.ipynb").read_bytes() == b"own"


@pytest.mark.parametrize("broken", [b"", b"{", b'{"cells": [', b"\xff\xfe", b'{"nbformat": 4}'])
def test_a_broken_notebook_is_kept_and_the_new_one_stands(course, clone, broken):
    (clone / EXERCISE).write_bytes(broken)
    improve(course)
    publish(course)
    said = my_work.update(clone)
    assert copies(clone) == [broken]
    assert (clone / EXERCISE).read_bytes() == (course / EXERCISE).read_bytes()
    assert "without your work" in said[0] and "my_work/" in said[0]


def test_an_exercise_that_was_removed_is_kept(course, clone):
    mine = work_in(clone)
    for path in (EXERCISE, "lessons/01_example_exercise.py"):
        (course / path).unlink()
    publish(course)
    assert "no longer part of the course" in my_work.update(clone)[0]
    assert copies(clone) == [mine] and not (clone / EXERCISE).exists()


def test_an_exercise_that_was_renamed_gets_the_work(course, clone):
    mine = work_in(clone)
    improve(course)
    for kind in ("", "_exercise"):
        (course / f"lessons/01_example{kind}.py").rename(course / f"lessons/01_better{kind}.py")
    (course / EXERCISE).unlink()
    rebuild(course)
    publish(course)
    my_work.update(clone)
    assert_carried(clone, "exercises/01_better_exercise.ipynb")
    assert copies(clone) == [mine]


def test_a_file_of_ones_own_in_the_place_of_a_new_one_is_kept(course, clone):
    (clone / "exercises" / "03_new.ipynb").write_bytes(b"own")
    shutil.copy(course / EXERCISE, course / "exercises" / "03_new.ipynb")
    publish(course)
    my_work.update(clone)
    assert copies(clone, "exercises/03_new.ipynb") == [b"own"]
    assert (clone / "exercises" / "03_new.ipynb").read_bytes() == (course / EXERCISE).read_bytes()


def test_another_file_that_both_changed_stops_before_anything_changes(course, clone):
    mine = work_in(clone)
    (clone / "README.md").write_text("Mine.\n", encoding="utf-8")
    (course / "README.md").write_text("Theirs.\n", encoding="utf-8")
    improve(course)
    publish(course)
    before = git(clone, "rev-parse", "HEAD")
    with pytest.raises(my_work.WorkError, match="You have changed README.md, and so has the newer course"):
        my_work.update(clone)
    assert (clone / EXERCISE).read_bytes() == mine
    assert (clone / "README.md").read_text(encoding="utf-8") == "Mine.\n"
    assert git(clone, "rev-parse", "HEAD") == before


class PowerCut(BaseException):
    """The computer goes off."""


@pytest.mark.parametrize("step", range(1, 40))
def test_an_update_that_is_interrupted_anywhere_is_finished_by_the_next(course, clone, monkeypatch, step):
    """The power goes off at each call of git, each copy and each write in turn."""
    improve_both(course)
    interrupt_and_finish(course, clone, monkeypatch, step, (EXERCISE, OTHER))


def interrupt_and_finish(course, clone, monkeypatch, step, older):
    """Work in two exercises by their older paths; update, but for one step; then update again."""
    mine, other = (work_in(clone, path) for path in older)
    publish(course)
    count = 0
    git_before, write_before, copy_before = my_work._git, files.swap_in, shutil.copystat

    def counted(function):
        def call(*args, **kwargs):
            nonlocal count
            count += 1
            if count == step:
                raise PowerCut
            return function(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(my_work, "_git", counted(git_before))
        patch.setattr(files, "swap_in", counted(write_before))
        patch.setattr(shutil, "copystat", counted(copy_before))
        try:
            my_work.update(clone)
            finished = True
        except PowerCut:
            finished = False
    for path, bytes_before in zip(older, (mine, other), strict=True):
        kept = [*copies(clone, path), (clone / path).read_bytes() if (clone / path).exists() else b""]
        assert bytes_before in kept
    if not finished:
        my_work.update(clone)
    for path in (EXERCISE, OTHER):
        assert_carried(clone, path)
    assert git(clone, "status", "--porcelain").split() == ["M", EXERCISE, "M", OTHER]


def test_git_that_stops_half_way_through_its_files(course, clone):
    """git wrote some of the new files and was killed: the next update puts all right."""
    mine = work_in(clone)
    improve(course)
    publish(course)
    git(clone, "fetch", "-q")
    before, newest = (git(clone, "rev-parse", name).strip() for name in ("HEAD", "@{upstream}"))
    folder = my_work.keep_copies([EXERCISE], clone)
    note = {"before": before, "newest": newest, "paths": [EXERCISE]}
    note["copies"] = folder.relative_to(clone).as_posix()
    (clone / "my_work" / my_work.UNFINISHED).write_text(json.dumps(note), encoding="utf-8")
    for path in (EXERCISE, "lessons/01_example_exercise.py"):
        shutil.copy(course / path, clone / path)
    my_work.update(clone)
    assert_carried(clone)
    assert mine in copies(clone)


def test_work_done_after_an_interruption_is_not_overwritten(course, clone, monkeypatch, tmp_path, capsys):
    """The work was brought over, the power went off before the note of it was removed, and work went on."""
    work_in(clone)
    improve(course)
    publish(course)
    with monkeypatch.context() as patch:
        patch.setattr(type(clone), "unlink", lambda *_args, **_kwargs: (_ for _ in ()).throw(PowerCut))
        with pytest.raises(PowerCut):
            my_work.update(clone)
    notebook = read(clone / EXERCISE)
    answers(notebook)[-1].source += "\n# later"
    save(notebook, clone / EXERCISE)
    later = (clone / EXERCISE).read_bytes()
    capsys.readouterr()
    course.rename(tmp_path / "gone")
    with pytest.raises(my_work.WorkError, match="git fetch failed"):
        my_work.update(clone)
    said = capsys.readouterr().out
    assert f"{EXERCISE} holds work of yours already, so it stays; your older file is kept as my_work/" in said
    assert (clone / EXERCISE).read_bytes() == later
    assert not (clone / "my_work" / my_work.UNFINISHED).exists()


def test_a_copy_that_was_removed_after_an_interruption_stops_nothing(course, clone, capsys):
    improve(course)
    publish(course)
    before, newest = (git(folder, "rev-parse", "HEAD").strip() for folder in (clone, course))
    note = {"before": before, "newest": newest, "paths": [EXERCISE], "copies": "my_work/2026-01-01_10-00-00"}
    (clone / "my_work").mkdir()
    (clone / "my_work" / my_work.UNFINISHED).write_text(json.dumps(note), encoding="utf-8")
    git(clone, "fetch", "-q")
    assert my_work.update(clone) == ["The course is up to date."]
    assert f"{EXERCISE} stays as it is" in capsys.readouterr().out
    assert (clone / EXERCISE).read_bytes() == (course / EXERCISE).read_bytes()


DAMAGED = ["", "{", "[]", "null", '{"before": 1}', "[" * 100_000]


@pytest.mark.parametrize("damage", [*DAMAGED, "gone", "numbers", "elsewhere"])
def test_a_damaged_note_of_an_interruption_is_one_sentence_and_a_way_on(course, clone, capsys, damage):
    """Also a note of versions that are not there any more, and of places that no update writes to."""
    mine = work_in(clone)
    head = git(clone, "rev-parse", "HEAD").strip()
    folder = my_work.keep_copies([EXERCISE], clone)
    note = {"before": head, "newest": head, "paths": [EXERCISE], "copies": f"my_work/{folder.name}"}
    if damage == "gone":
        damage = json.dumps(note | {"before": "0" * 40})
    elif damage == "numbers":
        damage = json.dumps(note | {"paths": [1]})
    elif damage == "elsewhere":
        damage = json.dumps(note | {"paths": ["exercises/../../stolen.ipynb"]})
    (clone / "my_work" / my_work.UNFINISHED).write_text(damage, encoding="utf-8")
    improve(course)
    publish(course)
    my_work.update(clone)
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "my_work/.update.json, is damaged" in said
    assert f"they are kept in my_work/{folder.name}" in said
    assert_carried(clone)
    assert mine in copies(clone) and not my_work.unfinished(clone)


def test_an_interrupted_update_is_said_until_it_is_finished(course, clone, monkeypatch):
    work_in(clone)
    improve(course)
    publish(course)
    assert my_work.unfinished(clone) == ""

    def cut(*_args):
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(my_work, "_bring", cut)
        with pytest.raises(PowerCut):
            my_work.update(clone)
    assert (clone / EXERCISE).read_bytes() == (course / EXERCISE).read_bytes()
    said = my_work.unfinished(clone)
    assert "type python course.py update" in said
    monkeypatch.setattr(my_work.unfinished, "__defaults__", (clone,))
    page = start_page.Progress()
    assert said in repr(page) and said in page._repr_html_()
    my_work.update(clone)
    assert_carried(clone)
    assert my_work.unfinished(clone) == "" and said not in repr(start_page.Progress())


@pytest.mark.parametrize("name", ["index.lock", "HEAD.lock"])
def test_a_lock_that_git_left_gets_advice(course, clone, name):
    mine = work_in(clone)
    improve(course)
    publish(course)
    (clone / ".git" / name).write_bytes(b"")
    with pytest.raises(my_work.WorkError) as problem:
        my_work.update(clone)
    said = str(problem.value)
    assert f"{name}. Then type the same command again." in said and "close that program" in said
    assert mine in [(clone / EXERCISE).read_bytes(), *copies(clone)]
    (clone / ".git" / name).unlink()
    my_work.update(clone)
    assert_carried(clone)


@pytest.mark.parametrize("kind", ["file", "folder", "same"])
def test_a_file_of_ones_own_where_the_newer_course_has_one(course, clone, kind):
    mine = work_in(clone)
    (course / "NEWS.md").write_text("Theirs.\n", encoding="utf-8")
    improve(course)
    publish(course)
    own = clone / "NEWS.md"
    own.mkdir() if kind == "folder" else own.write_text("Mine.\n", encoding="utf-8")
    if kind == "same":
        shutil.copy(course / "NEWS.md", own)
        my_work.update(clone)
        assert_carried(clone)
        return
    with pytest.raises(my_work.WorkError, match="has a file where you have one of your own: NEWS.md. Rename"):
        my_work.update(clone)
    assert (clone / EXERCISE).read_bytes() == mine
    own.rename(clone / "my NEWS.md")
    my_work.update(clone)
    assert_carried(clone)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_no_text_stops_no_update(course, clone, monkeypatch, capsys):
    odd = os.fsdecode(b"exercises/caf\xe9\x1b[2J.ipynb")
    (clone / odd).write_bytes(b"own")
    shutil.copy(course / EXERCISE, course / odd)
    publish(course)
    monkeypatch.setattr(my_work.update, "__defaults__", (clone,))
    assert my_work.main(["update"]) == 0
    assert "caf\ufffd\ufffd[2J" in capsys.readouterr().out
    assert copies(clone, odd) == [b"own"]


def test_no_network_is_one_sentence_and_changes_nothing(course, clone, tmp_path):
    mine = work_in(clone)
    course.rename(tmp_path / "gone")
    with pytest.raises(my_work.WorkError, match="git fetch failed, and nothing of yours was lost"):
        my_work.update(clone)
    assert (clone / EXERCISE).read_bytes() == mine


def test_versions_of_ones_own_are_left_to_their_author(course, clone):
    work_in(clone)
    git(clone, "commit", "-q", "-am", "mine")
    improve(course)
    publish(course)
    with pytest.raises(my_work.WorkError, match="versions of its own"):
        my_work.update(clone)


def test_a_folder_without_git_is_told_how(course, capsys, monkeypatch):
    with pytest.raises(my_work.WorkError, match="update --from THIS_FOLDER"):
        my_work.update(course)
    (course / ".git").mkdir()
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(my_work.WorkError, match="git is not on this computer"):
        my_work.update(course)


# ---- a course that git brought, from the time when an exercise bore its lesson's name alone


OLDER, OLDER_OTHER = "exercises/01_example.ipynb", "exercises/02_other.ipynb"


def name_as_before(course):
    """Give the exercises their older names."""
    for path in (course / "exercises").glob("*_exercise.ipynb"):
        path.rename(course / f"exercises/{shelf.lesson_name(path)}.ipynb")


def name_as_today(course):
    """Give the exercises, as their sources make them now, today's names."""
    for path in (OLDER, OLDER_OTHER):
        (course / path).unlink()
    rebuild(course)


@pytest.fixture
def older_clone(course, request):
    """A clone with the older names, of a course that has them, too."""
    name_as_before(course)
    return request.getfixturevalue("clone")


def test_an_update_to_todays_names_carries_every_answer_and_leaves_no_decoy(course, older_clone):
    """Both exercises have the same tasks: only the lesson's name tells them apart."""
    mine = work_in(older_clone, OLDER_OTHER)
    improve_both(course)
    name_as_today(course)
    publish(course)
    said = my_work.update(older_clone)
    assert_carried(older_clone, OTHER)
    assert (older_clone / EXERCISE).read_bytes() == (course / EXERCISE).read_bytes()
    assert not (older_clone / OLDER).exists() and not (older_clone / OLDER_OTHER).exists()
    assert copies(older_clone, OLDER_OTHER) == [mine]
    assert f"{OTHER} is new, with what you wrote in {OLDER_OTHER}." in said[0]


@pytest.mark.parametrize("step", range(1, 40, 3))
def test_an_update_to_todays_names_that_is_interrupted_is_finished(course, older_clone, monkeypatch, step):
    improve_both(course)
    name_as_today(course)
    interrupt_and_finish(course, older_clone, monkeypatch, step, (OLDER, OLDER_OTHER))
    assert not (older_clone / OLDER).exists() and not (older_clone / OLDER_OTHER).exists()


def test_a_tab_that_is_saved_under_the_older_name_during_an_interruption(course, older_clone, monkeypatch):
    work_in(older_clone, OLDER)
    before = (older_clone / OLDER).read_bytes()
    improve_both(course)
    name_as_today(course)
    publish(course)

    def cut(*_args):
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(my_work, "_bring", cut)
        with pytest.raises(PowerCut):
            my_work.update(older_clone)
    (older_clone / OLDER).write_bytes(before)
    my_work.update(older_clone)
    assert_carried(older_clone)
    assert not (older_clone / OLDER).exists() and copies(older_clone, OLDER) == [before, before]


def test_a_tab_that_is_saved_under_the_older_name_is_said_and_kept(course, older_clone, monkeypatch, capsys):
    mine = work_in(older_clone, OLDER)
    improve_both(course)
    name_as_today(course)
    publish(course)
    my_work.update(older_clone)
    carried = (older_clone / EXERCISE).read_bytes()
    assert my_work.unfinished(older_clone) == ""
    (older_clone / OLDER).write_bytes(mine + b" ")
    said = my_work.unfinished(older_clone)
    assert said.startswith(
        f"Under an older course's name you have {OLDER}. To bring what you wrote there to {EXERCISE},"
    )
    monkeypatch.setattr(my_work.unfinished, "__defaults__", (older_clone,))
    assert said in repr(start_page.Progress())
    capsys.readouterr()
    my_work.update(older_clone)
    said = capsys.readouterr().out
    assert f"You have worked in {EXERCISE} already, so it stays; {OLDER} is kept as my_work/" in said
    assert (older_clone / EXERCISE).read_bytes() == carried and not (older_clone / OLDER).exists()
    assert copies(older_clone, OLDER) == [mine, mine + b" "] and my_work.unfinished(older_clone) == ""


@pytest.mark.parametrize("place", ["untouched", "run", "removed"])
def test_work_under_the_older_name_comes_into_an_exercise_without_any(course, older_clone, capsys, place):
    """It was begun from a version before the last one of that name, and saved after the update."""
    mine = work_in(older_clone, OLDER)
    git(older_clone, "checkout", "-q", OLDER)
    improve(course)
    name_as_before(course)
    publish(course)
    name_as_today(course)
    publish(course)
    my_work.update(older_clone)
    (older_clone / OLDER).write_bytes(mine)
    if place == "run":
        save(read(older_clone / EXERCISE), older_clone / EXERCISE)
    elif place == "removed":
        (older_clone / EXERCISE).unlink()
    my_work.update(older_clone)
    assert_carried(older_clone)
    assert f"{EXERCISE} is new, with what you wrote in {OLDER}." in capsys.readouterr().out
    assert not (older_clone / OLDER).exists() and copies(older_clone, OLDER) == [mine]


def test_a_file_under_the_older_name_that_no_version_explains_is_kept_and_said(course, clone, capsys):
    """Its course's history is not known here."""
    (clone / EXERCISE).rename(clone / OLDER)
    git(clone, "checkout", "-q", EXERCISE)
    mine = work_in(clone, OLDER)
    my_work.update(clone)
    said = capsys.readouterr().out
    assert f"{EXERCISE} is new, without your work" in said and "It is kept as my_work/" in said
    assert (clone / EXERCISE).read_bytes() == (course / EXERCISE).read_bytes()
    assert not (clone / OLDER).exists() and copies(clone, OLDER) == [mine]


@pytest.mark.parametrize("name", ["01", "1", "01_example", "01_example_exercise", EXERCISE, OLDER])
def test_a_reset_knows_both_names_and_leaves_no_decoy(course, name):
    fresh = (course / EXERCISE).read_bytes()
    (course / OLDER).write_bytes(fresh)
    older = work_in(course, OLDER)
    mine = work_in(course)
    said = my_work.reset(name, course)
    assert (course / EXERCISE).read_bytes() == fresh and not (course / OLDER).exists()
    assert copies(course) == [mine] and copies(course, OLDER) == [older]
    assert f"{EXERCISE} and my_work/" in said and f"{OLDER}. Is it open" in said
    assert "nothing was done" in my_work.reset(name, course)


# ---- a course that was unpacked


@pytest.fixture
def newer(given_course, tmp_path):
    """A newer course, unpacked beside the old one."""
    folder = shutil.copytree(given_course, tmp_path / "new ö")
    improve(folder)
    return folder


def test_work_moves_from_the_old_folder_which_stays_as_it_is(course, newer):
    mine = work_in(course)
    (course / "exercises" / "my try.ipynb").write_bytes(b"own")
    (course / "my_work" / "2026-01-01_10-00-00").mkdir(parents=True)
    (course / "my_work" / "2026-01-01_10-00-00" / "a.ipynb").write_bytes(b"old copy")
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    said = my_work.update_from(course, newer)
    assert_carried(newer)
    assert copies(newer) == [mine]
    assert (newer / "exercises" / "my try.ipynb").read_bytes() == b"own"
    assert (newer / "my_work" / "2026-01-01_10-00-00" / "a.ipynb").read_bytes() == b"old copy"
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before
    assert not any("02_other" in sentence for sentence in said)
    merged = (newer / EXERCISE).read_bytes()
    again = my_work.update_from(course, newer)
    assert (newer / EXERCISE).read_bytes() == merged and len(again) == 1


def test_work_in_the_new_folder_is_not_overwritten(course, newer):
    mine = work_in(course)
    notebook = read(newer / EXERCISE)
    answers(notebook)[0].source += "\n# begun anew"
    save(notebook, newer / EXERCISE)
    now = (newer / EXERCISE).read_bytes()
    said = my_work.update_from(course, newer)
    assert (newer / EXERCISE).read_bytes() == now
    assert copies(newer) == [mine] and "You have worked in" in said[0]


@pytest.mark.parametrize("broken", [b"", b"{", b"\xff"])
def test_a_broken_notebook_of_the_old_folder_is_kept(course, newer, broken):
    (course / EXERCISE).write_bytes(broken)
    fresh = (newer / EXERCISE).read_bytes()
    my_work.update_from(course, newer)
    assert copies(newer) == [broken] and (newer / EXERCISE).read_bytes() == fresh


def test_an_old_folder_without_its_sources_keeps_its_work(course, newer):
    mine = work_in(course)
    shutil.rmtree(course / "lessons")
    my_work.update_from(course, newer)
    assert mine in copies(newer)


def test_an_untouched_exercise_from_before_binders_notice_is_no_work(newer, tmp_path):
    old = tmp_path / "older"
    shutil.copytree(EXAMPLE, old / "lessons")
    rebuild(old)
    assert my_work.NOTICE not in read(old / EXERCISE).cells[0].source
    assert my_work.NOTICE in read(newer / EXERCISE).cells[0].source
    fresh = (newer / EXERCISE).read_bytes()
    assert len(my_work.update_from(old, newer)) == 1
    assert copies(newer) == [] and (newer / EXERCISE).read_bytes() == fresh
    mine = work_in(old)
    my_work.update_from(old, newer)
    assert_carried(newer)
    assert copies(newer) == [mine] and my_work.NOTICE in read(newer / EXERCISE).cells[0].source


def test_a_folder_with_the_older_names_brings_every_answer(course, newer):
    name_as_before(course)
    mine = work_in(course, OLDER)
    said = my_work.update_from(course, newer)
    assert_carried(newer)
    assert f"{EXERCISE} is new, with what you wrote in {OLDER}." in said[0] and len(said) == 2
    assert copies(newer, OLDER) == [mine] and not (newer / OLDER).exists()
    assert not (newer / OLDER_OTHER).exists() and (course / OLDER).read_bytes() == mine
    assert len(my_work.update_from(course, newer)) == 1


def test_a_folder_with_the_older_names_and_no_sources_leaves_no_decoy(course, newer):
    name_as_before(course)
    mine = work_in(course, OLDER)
    shutil.rmtree(course / "lessons")
    said = my_work.update_from(course, newer)
    assert any(f"{EXERCISE} is new, without your work" in sentence for sentence in said)
    assert copies(newer, OLDER) == [mine] and not (newer / OLDER).exists()


def test_the_links_of_an_older_course_are_no_work(course, newer):
    lesson = "notebooks/01_example.ipynb"
    for folder in (newer, course):
        with (folder / "lessons" / "01_example.py").open("a", encoding="utf-8") as source:
            source.write("\n# %% [markdown]\n# {{=way}}\n")
        (folder / "notebooks").mkdir()
        given = carry.notebook_bytes(my_work.as_given(lesson, folder, []))
        assert given.count(b"01_example_exercise.ipynb") == 1
        (folder / lesson).write_bytes(given)
    (course / lesson).write_bytes(given.replace(b"01_example_exercise.ipynb", b"01_example.ipynb"))
    assert len(my_work.update_from(course, newer)) == 1 and copies(newer, lesson) == []


def test_of_two_names_in_one_older_folder_todays_comes_first(course, newer):
    (course / OLDER).write_bytes((course / EXERCISE).read_bytes())
    older = read(course / OLDER)
    answers(older)[0].source += "\n# older"
    save(older, course / OLDER)
    work_in(course)
    said = my_work.update_from(course, newer)
    assert_carried(newer)
    assert f"You have worked in {EXERCISE} already, so it stays" in said[1]
    assert len(copies(newer, OLDER)) == 1 and not (newer / OLDER).exists()


@pytest.mark.parametrize("path", [EXERCISE, OLDER])
def test_a_renumbered_exercise_gets_the_work(course, newer, path):
    """By its name without the number, although each number now belongs to another exercise."""
    if path == OLDER:
        name_as_before(course)
    mine = work_in(course, path)
    for kind in ("", "_exercise"):
        (newer / f"lessons/01_example{kind}.py").rename(newer / f"lessons/07_example{kind}.py")
        (newer / f"lessons/02_other{kind}.py").rename(newer / f"lessons/01_other{kind}.py")
    shutil.rmtree(newer / "exercises")
    rebuild(newer)
    my_work.update_from(course, newer)
    assert_carried(newer, "exercises/07_example_exercise.ipynb")
    assert copies(newer, path) == [mine]


def test_an_exercise_with_another_number_and_name_is_known_by_its_tasks(course, newer):
    work_in(course)
    for kind in ("", "_exercise"):
        (newer / f"lessons/01_example{kind}.py").rename(newer / f"lessons/08_better{kind}.py")
    shutil.rmtree(newer / "exercises")
    rebuild(newer)
    my_work.update_from(course, newer)
    assert_carried(newer, "exercises/08_better_exercise.ipynb")


def test_a_removed_exercise_is_not_put_into_one_that_was_there_before(course, newer):
    """02_other has the same tasks, but it is 02_other's own."""
    mine, other = work_in(course), (newer / OTHER).read_bytes()
    for kind in ("", "_exercise"):
        (newer / f"lessons/01_example{kind}.py").unlink()
    (newer / EXERCISE).unlink()
    assert "no longer part of the course" in my_work.update_from(course, newer)[0]
    assert copies(newer) == [mine] and (newer / OTHER).read_bytes() == other


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes among its files, and links need rights")
def test_links_pipes_and_devices_of_the_old_folder_lead_nowhere(course, newer, tmp_path):
    work_in(course)
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_bytes(b"secret")
    dated = course / "my_work" / "2026-01-01_10-00-00"
    (dated / "exercises").mkdir(parents=True)
    (dated / "exercises" / "a.ipynb").write_bytes(b"old copy")
    for place in (course / "my_work", dated):
        (place / "2026 linked").symlink_to(secret)
        (place / "2026 above").symlink_to("..")
        (place / "2026 nowhere").symlink_to("nowhere")
        os.mkfifo(place / "2026 pipe")
    os.mkfifo(course / "exercises" / "pipe.ipynb")
    (course / "exercises" / "zero.ipynb").symlink_to("/dev/zero")
    (course / "exercises" / "nowhere.ipynb").symlink_to("nowhere")
    (course / "lessons" / "02_other_exercise.py").unlink()
    os.mkfifo(course / "lessons" / "02_other_exercise.py")
    (course / "progress.json").write_text('{"01_example": {"total": "2026-01-01T00:00:00+00:00"}}')
    said = my_work.update_from(course, newer)
    assert_carried(newer)
    came = {path.relative_to(newer).as_posix() for path in (newer / "my_work").rglob("*") if path.is_file()}
    assert "my_work/2026-01-01_10-00-00/exercises/a.ipynb" in came
    assert not any("key" in path for path in came) and not list(newer.rglob("pipe*"))
    assert not any(path.is_symlink() for path in newer.rglob("*"))
    text = "\n".join(said)
    for name in ("exercises/pipe.ipynb", "exercises/zero.ipynb", "exercises/nowhere.ipynb"):
        assert f"{name} did not come along (" in text
    assert "my_work/2026 linked" in text and "my_work/2026-01-01_10-00-00/2026 pipe" in text
    assert "Your progress came along." in text and "[(" not in text


def test_a_copy_that_was_coming_when_the_power_went_off_comes_whole_the_next_time(course, newer, monkeypatch):
    dated = course / "my_work" / "2026-01-01_10-00-00"
    dated.mkdir(parents=True)
    for name in ("a", "b"):
        (dated / name).write_bytes(b"old copy")
    copy = shutil.copy2

    def cut(source, target, **how):
        if os.path.basename(source) == "b":
            raise PowerCut
        return copy(source, target, **how)

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copy2", cut)
        patch.setattr(shutil.copytree, "__defaults__", (False, None, cut, False, False))
        with pytest.raises(PowerCut):
            my_work.update_from(course, newer)
    my_work.update_from(course, newer)
    assert {path.name for path in (newer / "my_work" / dated.name).iterdir()} == {"a", "b"}
    assert [path.name for path in (newer / "my_work").iterdir()] == [dated.name]


def test_what_cannot_be_copied_is_named_and_the_rest_comes(course, newer, monkeypatch):
    for name in ("2026-01-01_10-00-00", "2026-01-02_10-00-00"):
        (course / "my_work" / name).mkdir(parents=True)
        (course / "my_work" / name / name).write_bytes(b"old copy")
    copy = shutil.copy2

    def refuse(source, target, **how):
        if "01-01_" in os.path.basename(source):
            raise PermissionError(13, "Permission denied", str(source))
        return copy(source, target, **how)

    monkeypatch.setattr(shutil.copytree, "__defaults__", (False, None, refuse, False, False))
    said = "\n".join(my_work.update_from(course, newer))
    assert "my_work/2026-01-01_10-00-00 (" in said and "Permission denied" in said and "[(" not in said
    assert [path.name for path in (newer / "my_work").iterdir()] == ["2026-01-02_10-00-00"]


def test_progress_moves_too(course, newer, tmp_path):
    progress.mark("01_example", "later")
    (course / "progress.json").write_text('{"01_example": {"total": "2026-01-01T00:00:00+00:00"}}')
    assert "Your progress came along." in my_work.update_from(course, newer)
    assert set(ticks.done()["task"]) == {"later", "total"}


def test_what_was_written_and_decided_moves_too(course, newer):
    written.keep("01_example", "to_the_board", "Here first.")
    kept = {"01_example": {"to_the_board": "There.", "decide": "{}"}, "02_other": {"a": "b"}}
    (course / "written.json").write_text(json.dumps(kept), encoding="utf-8")
    assert "What you wrote and decided came along." in my_work.update_from(course, newer)
    assert written.kept("01_example") == {"to_the_board": "Here first.", "decide": "{}"}
    assert written.kept("02_other") == {"a": "b"}
    (course / "written.json").write_text("[", encoding="utf-8")
    assert "could not be read, so they were not taken over" in " ".join(my_work.update_from(course, newer))


def test_a_reset_forgets_texts_and_decisions_after_keeping_a_copy(course):
    written.keep("01_example", "decide", '{"campaigns": []}')
    written.keep("02_other", "a", "b")
    said = my_work.reset("01", course)
    (copy,) = course.glob("my_work/*/written.json")
    assert json.loads(copy.read_text()) == {"01_example": {"decide": '{"campaigns": []}'}}
    assert "written.json" in said and written.kept("01_example") == {}
    assert written.kept("02_other") == {"a": "b"}
    assert "nothing was done" in my_work.reset("01", course)


@pytest.mark.parametrize("folder", ["nowhere", "new ö"])
def test_a_folder_that_is_no_older_course_is_one_sentence(newer, tmp_path, folder):
    with pytest.raises(my_work.WorkError, match="no older course|this course itself"):
        my_work.update_from(tmp_path / folder, newer)


def test_commands_print_a_sentence(capsys):
    assert my_work.main(["reset", "99"]) == 1
    assert "There is no exercise '99'" in capsys.readouterr().err
    assert my_work.main(["update", "--from", "nowhere"]) == 1
    assert "no older course" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (OSError(28, "No space left on device", "a.ipynb"), "No space left on device: a.ipynb"),
        (PermissionError(13, "Permission denied", "a.ipynb"), "nothing of yours was lost"),
        (shutil.Error([("a", "b", "c")]), "type the same command again."),
        (KeyboardInterrupt(), "Stopped. Type the same command again: it finishes what was begun.\n"),
    ],
    ids=["full", "locked", "copies", "Ctrl-C"],
)
@pytest.mark.parametrize("command", [["reset", "01"], ["update"], ["update", "--from", "old"]])
def test_what_the_computer_refuses_is_a_sentence(monkeypatch, capsys, problem, sentence, command):
    def refuse(*_args):
        raise problem

    for name in ("reset", "update", "update_from"):
        monkeypatch.setattr(my_work, name, refuse)
    assert my_work.main(command) == 1
    said = capsys.readouterr()
    assert said.out == "" and sentence in said.err and said.err.count("\n") == 1
