"""Windows' rules, tried without Windows: names, separators, letters of the console, line ends, commands.

What these tests cannot try is Windows itself; README says so.
"""

import ast
import contextlib
import ntpath
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from packaging.markers import Marker

import course
from tests import files
from tests.files import text_of

ROOT = Path(course.ROOT)
DOCUMENTS = ["README.md", "TRAINER.md", "CONTRIBUTING.md", "GLOSSARY.md"]
HOME = r"C:\Users\Åsa Öberg\Documents\kurs"
RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"}
RESERVED |= {f"{device}{number}" for device in ("com", "lpt") for number in [*range(10), "¹", "²", "³"]}
LONGEST_NAME = 120  # of a file, from the course's folder on; Windows takes 260 for all
LONGEST_FOLDER = 90  # of the course's folder: the packages' names in .venv are longer than the course's
LONGEST_COMMAND = 8191  # of cmd.exe
WINDOWS = {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"}
# Calls that Windows does not know.
POSIX_ONLY = {
    *("os.symlink", "os.fork", "os.getuid", "os.geteuid", "os.getgid", "os.killpg", "os.setsid", "os.uname"),
    *("os.chown", "os.statvfs", "os.sysconf", "os.getloadavg", "os.sched_getaffinity", "os.mkfifo"),
    *("signal.SIGKILL", "signal.SIGALRM", "signal.SIGHUP", "signal.SIGUSR1", "signal.alarm", "time.tzset"),
}
POSIX_MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "pty", "tty", "posix"}
GUARD = re.compile(r"\bWINDOWS\b|\bos\.name\b|\bsys\.platform\b|\bPOSIX\b|\bhasattr\b|platform\.system")


@cache
def tracked():
    """Return the files of the course, by their path with slashes: those in git, and those to come."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    if listed.returncode:
        pytest.skip("This folder is not a git repository, so its list of files is not known.")
    return sorted(name for name in listed.stdout.split("\0") if name and (ROOT / name).exists())


def sources(*, tests=True):
    """Return the Python files of the course that are not lessons."""
    names = [name for name in tracked() if name.endswith(".py") and not re.match(r"lessons/\d", name)]
    return [name for name in names if tests or not name.startswith("tests/")]


def parsed(name):
    return files.parsed(ROOT / name)


# ------------------------------------------------------------ names of files


def objections(name):
    """Return what Windows has against the path of a file, in words."""
    found = []
    for part in name.split("/"):
        if part.partition(".")[0].strip().lower() in RESERVED:
            found.append(f"{part} is the name of a device")
        if re.search(r'[<>:"\\|?*\x00-\x1f]', part):
            found.append(f"{part} has a letter that Windows keeps for itself")
        if part.endswith((".", " ")):
            found.append(f"{part} ends with a full stop or a space")
    if len(name) >= LONGEST_NAME:
        found.append(f"{name} has {len(name)} letters")
    return found


def test_windows_accepts_every_name():
    assert [objection for name in tracked() for objection in objections(name)] == []


@pytest.mark.parametrize(
    "name", ["helpers/aux.py", "NUL", "a/com1.txt", "who?.md", "a:b", "x/end.", "end /x", "x" * 120]
)
def test_the_search_for_names_finds(name):
    assert objections(name)


def test_no_two_names_differ_in_capitals_only():
    folders = {parent.as_posix() for name in tracked() for parent in PurePosixPath(name).parents}
    names = [*tracked(), *folders]
    assert len({name.casefold() for name in names}) == len(names)


def test_no_symbolic_links():
    assert [name for name in tracked() if (ROOT / name).is_symlink()] == []


def test_line_ends_are_the_same_everywhere():
    listed = subprocess.run(
        ["git", "ls-files", "--eol", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    if listed.returncode:
        pytest.skip("This folder is not a git repository, so its line ends are not known.")
    wrong = []
    for line in filter(None, listed.stdout.split("\0")):
        kinds, name = line.split("\t")
        ends, attributes = kinds.split()[0], kinds.partition("attr/")[2].strip()
        text = ends != "i/-text" and "-text" not in attributes
        if ends in ("i/crlf", "i/mixed") and text or text and "eol=lf" not in attributes:
            wrong.append(line)
    assert wrong == []


def test_readme_says_how_long_the_folders_name_may_be():
    """The packages' own files, as Windows lays them out in `.venv`, still fit after the course's folder."""
    packages = next((ROOT / ".venv").glob("[Ll]ib/**/site-packages"), None)
    if packages is None:
        pytest.skip("There is no folder .venv here, so the length of its names is not known.")
    names = [path.relative_to(packages).as_posix() for path in packages.rglob("*") if path.suffix != ".pyc"]
    longest = max(len(r".venv\Lib\site-packages\x") - 1 + len(name) for name in names)
    assert LONGEST_FOLDER + 1 + longest < 260
    assert re.search(rf"\b{LONGEST_FOLDER} letters", (ROOT / "README.md").read_text(encoding="utf-8"))


# ------------------------------------------------------------ commands and paths that the documents show


def code_of(document):
    """Return what a document shows as code: the lines of its blocks, and its inline code."""
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = re.findall(r"(?ms)^ *```\w*\n(.*?)^ *```", text)
    inline = re.findall(r"(?<!`)`([^`]+)`(?!`)", re.sub(r"(?ms)^ *```.*?^ *```", "", text))
    return [line.strip() for block in blocks for line in block.splitlines()] + [
        " ".join(words.split()) for words in inline
    ]


SHOWN = [(document, code) for document in DOCUMENTS for code in code_of(document)]
# In the help, an explanation follows after some spaces.
SHOWN += [
    ("help", re.split(r" {2,}", line.strip())[0])
    for line in course.HELP.splitlines()
    if "python course.py" in line
]
COMMANDS = [(document, code) for document, code in SHOWN if re.match(r"(python|py|conda|npm|uv|uvx) ", code)]
PATHS = [
    (document, code)
    for document, code in SHOWN
    if re.fullmatch(r"[\w./-]+", code)
    and ("/" in code or re.search(r"\.(py|md|yml|lock|toml|json|csv)$", code))
]
# Stand for a name that the reader chooses, or for a file that the course makes later.
NOT_THERE = re.compile(
    r"17_name|/name\.py|_name\.py|progress\.json|my_work|_site|_slides|_summary|\.venv|class_progress"
)


def course_commands():
    """Return the names of the commands of course.py."""
    main = next(n for n in parsed("course.py").body if isinstance(n, ast.FunctionDef) and n.name == "main")
    table = next(node for node in ast.walk(main) if isinstance(node, ast.Dict) and len(node.keys) > 5)
    return {key.value for key in table.keys}


def test_there_are_commands_and_paths_to_try():
    assert len(COMMANDS) > 20 and len(PATHS) > 20
    assert {document for document, _ in COMMANDS} == {*DOCUMENTS, "help"}


def wrong_with(command):
    """Return what is wrong with a command that a document shows, in words."""
    words, found = command.split(), []
    if len(command) >= 120 or re.search(r"&&|[|;<>$~]|\\ ", command):
        found.append("not every Windows shell knows it")
    if words[0] not in ("python", "py"):
        return found
    if words[1:2] == ["-m"]:
        module = ROOT.joinpath(*words[2].split("."))
        if not module.with_suffix(".py").exists() and not (module / "__main__.py").exists():
            found.append(f"there is no module {words[2]}")
    elif (
        words[1] != "course.py"
        or words[2:]
        and not (words[2] in course_commands() or words[2].startswith("-"))
    ):
        found.append("course.py has no such command")
    written = "".join(text_of(ROOT / name) for name in sources(tests=False))
    return found + [
        f"there is no option {option}"
        for option in words
        if option.startswith("--")
        and f'"{option}"' not in written
        and not re.search(rf"{option}[ :]", course.HELP)
    ]


def wrong_with_path(path):
    """Return what is wrong with a path that a document shows, in words."""
    found = [objection for part in path.strip("/").split("/") for objection in objections(part)]
    if PureWindowsPath(path).parts != PurePosixPath(path).parts or path.startswith("/"):
        found.append("Windows reads it differently")
    places = [ROOT, ROOT / "helpers", ROOT / "page", ROOT / "datasets", ROOT / "tests"]
    if not NOT_THERE.search(path) and not any((place / path).exists() for place in places):
        found.append("there is no such file")
    return found


def test_commands_of_the_documents_are_there():
    assert {shown: found for shown in COMMANDS if (found := wrong_with(shown[1]))} == {}


def test_paths_of_the_documents_are_there_and_windows_reads_them_the_same():
    assert {shown: found for shown in PATHS if (found := wrong_with_path(shown[1]))} == {}


@pytest.mark.parametrize(
    ("search", "shown"),
    [
        (wrong_with, "python course.py lba"),
        (wrong_with, "python course.py lab && exit"),
        (wrong_with, "python course.py lab --no-such-option"),
        (wrong_with, "python -m no.such.module"),
        (wrong_with_path, "helpers/no_such.py"),
        (wrong_with_path, "/helpers/data.py"),
        (wrong_with_path, "lessons/aux"),
    ],
)
def test_the_search_for_what_documents_show_finds(search, shown):
    assert search(shown)


def test_documents_say_what_to_type_on_windows():
    texts = {document: text_of(ROOT / document) for document in DOCUMENTS}
    typed = {document: text for document, text in texts.items() if "python course.py" in text}
    assert [document for document, text in typed.items() if not re.search(r"Windows[^.]*`py`", text)] == []


def test_packages_for_windows_are_named_and_others_are_not():
    on_windows, elsewhere = set(), set()
    for pin in course.pins():
        name, _, marker = pin.partition(" ; ")
        there = not marker or Marker(marker).evaluate(WINDOWS | {"python_version": "3.12"})
        (on_windows if there else elsewhere).add(name.partition("==")[0])
    assert {"pywinpty", "colorama", "jupyterlab"} <= on_windows
    assert {"ptyprocess", "pexpect"} <= elsewhere
    assert not on_windows & {"uvloop", "appnope", "ptyprocess", "pexpect"}


# ------------------------------------------------------------ course.py as Windows would run it


@contextlib.contextmanager
def windows_rules():
    """Make `os` speak of paths as on Windows; only for a moment, since pytest needs the true ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "name", "nt")
        patch.setattr(os, "path", ntpath)
        patch.setattr(os, "sep", "\\")
        yield


@pytest.fixture
def on_windows():
    """The names in course.py, read as Windows would in another folder, and the list of what it starts."""
    code = compile((ROOT / "course.py").read_text(encoding="utf-8"), "course.py", "exec")
    names = {"__name__": "course_on_windows", "__file__": ntpath.join(HOME, "course.py")}
    started = []
    with windows_rules():
        exec(code, names)
    names["run"] = lambda command, **variables: started.append(command) or 0
    names["ready_python"] = names["venv_python"]
    names["remove"] = lambda name: None
    names["add_extra"] = names["extra_folder"]
    names["running_address"] = lambda sure=False: None
    names["fold_file_list"] = lambda workspaces: None
    names["is_free"] = lambda port: True
    names["alone"] = lambda lock, otherwise: contextlib.nullcontext()
    return names, started


def test_folders_are_written_as_windows_writes_them(on_windows):
    names, _ = on_windows
    assert names["ROOT"] == HOME and names["WINDOWS"]
    for name in [
        "VENV",
        "OLD_VENV",
        "NEWEST_VENV",
        "STAMP",
        "SET_UP",
        "RUNNING",
        "UPDATING",
        "LOCK",
        "CONDA_FILE",
    ]:
        assert names[name].startswith(HOME + "\\"), name
        assert "/" not in names[name], name
    with windows_rules():
        python, runtime = names["venv_python"](), names["room"]("runtime")
    assert python == HOME + r"\.venv\Scripts\python.exe"
    assert runtime == HOME + r"\.jupyterlab\runtime"


@pytest.mark.parametrize(
    "arguments",
    [
        ["lab"],
        ["check"],
        ["test"],
        ["build", "05"],
        ["bench"],
        ["data"],
        ["site"],
        ["summary"],
        ["slides", "05"],
    ],
)
def test_what_is_started_has_windows_paths_and_fits_a_command_line(on_windows, arguments):
    names, started = on_windows
    with windows_rules():
        ended = names["main"](arguments)
    assert ended == 0 and len(started) == 1
    command = started[0]
    assert len(subprocess.list2cmdline(command)) + LONGEST_FOLDER < LONGEST_COMMAND
    assert PureWindowsPath(command[0]).name == "python.exe"
    for word in command[1:]:
        if word.endswith(".py") or HOME in word:
            assert "/" not in word, word


# ------------------------------------------------------------ calls and letters that Windows does not know


def unguarded(tree):
    """Return the lines of calls that Windows does not know, where nothing asks which system it is."""
    found = []

    def look(node, guarded):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            decorated = any(GUARD.search(ast.unparse(one)) for one in node.decorator_list)
            asks = any(GUARD.search(ast.unparse(n.test)) for n in ast.walk(node) if isinstance(n, ast.If))
            guarded = guarded or decorated or asks
        if isinstance(node, ast.If | ast.IfExp):
            guarded = guarded or bool(GUARD.search(ast.unparse(node.test)))
        if isinstance(node, ast.Try):
            caught = " ".join(ast.unparse(handler.type) for handler in node.handlers if handler.type)
            guarded = guarded or "ImportError" in caught or "AttributeError" in caught
        wrong = isinstance(node, ast.Attribute) and ast.unparse(node) in POSIX_ONLY
        wrong |= isinstance(node, ast.Import) and any(alias.name in POSIX_MODULES for alias in node.names)
        wrong |= isinstance(node, ast.ImportFrom) and node.module in POSIX_MODULES
        wrong |= isinstance(node, ast.keyword) and node.arg == "preexec_fn"
        if wrong and not guarded:
            found.append(getattr(node, "lineno", 0))
        for child in ast.iter_child_nodes(node):
            look(child, guarded)

    look(tree, False)
    return found


def test_no_call_that_windows_does_not_know():
    assert {name: lines for name in sources() if (lines := unguarded(parsed(name)))} == {}


def without_encoding(tree):
    """Return the lines that read or write text in whatever letters the computer likes."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = ast.unparse(node.func).partition(".")[0]
        given = {keyword.arg for keyword in node.keywords}
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        binary = any(re.fullmatch(r"[rwax]\+?b\+?|b[rwax]\+?", word) for word in words)
        if name in ("open", "NamedTemporaryFile", "fdopen"):
            wrong = not binary and owner not in ("direct", "Image", "zipfile", "webbrowser", "os")
        elif name in ("read_text", "write_text"):
            wrong = "utf-8" not in words[:2]
        else:
            starts = name in ("run", "Popen", "check_output")
            wrong = starts and bool({"text", "universal_newlines"} & given)
        if wrong and "encoding" not in given:
            found.append(node.lineno)
    return found


def test_text_is_read_and_written_in_named_letters():
    assert {n: lines for n in sources(tests=False) if (lines := without_encoding(parsed(n)))} == {}


def by_slash(tree):
    """Return the lines that take a path apart, or compare it, by a slash."""
    takes_apart = {"split", "rsplit", "partition", "rpartition", "startswith", "endswith", "removeprefix"}
    found = []
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in takes_apart
        ):
            of_path = ast.unparse(node.func.value).startswith("str(")
            if of_path and any("/" in ast.unparse(argument) for argument in node.args):
                found.append(node.lineno)
        if isinstance(node, ast.Compare) and any(
            "'/" in ast.unparse(n) for n in [node.left, *node.comparators]
        ):
            if any(ast.unparse(n).startswith("str(") for n in [node.left, *node.comparators]):
                found.append(node.lineno)
    return found


def test_no_path_is_taken_apart_by_a_slash():
    assert {name: lines for name in sources() if (lines := by_slash(parsed(name)))} == {}


@pytest.mark.parametrize(
    ("search", "source"),
    [
        (unguarded, "import os\nos.symlink(a, b)"),
        (unguarded, "import fcntl"),
        (unguarded, "def f():\n    os.kill(1, signal.SIGKILL)"),
        (without_encoding, "open(path)"),
        (without_encoding, "open(path, 'w')"),
        (without_encoding, "path.read_text()"),
        (without_encoding, "path.write_text('utf')"),
        (without_encoding, "subprocess.run(command, text=True)"),
        (by_slash, "str(path).split('/')"),
        (by_slash, "'/notebooks' in str(path)"),
    ],
)
def test_the_searches_find(search, source):
    assert search(ast.parse(source))


@pytest.mark.parametrize(
    ("search", "source"),
    [
        (unguarded, "if os.name != 'nt':\n    os.symlink(a, b)"),
        (unguarded, "try:\n    import fcntl\nexcept ImportError:\n    fcntl = None"),
        (without_encoding, "open(path, 'rb')"),
        (without_encoding, "path.read_text('utf-8')"),
        (without_encoding, "open(path, encoding='utf-8')"),
        (by_slash, "path.as_posix().split('/')"),
    ],
)
def test_the_searches_leave_alone(search, source):
    assert not search(ast.parse(source))


# What the course says in a terminal without reading anything first.
SAYS = [
    ("cp1252", ["course.py"]),
    ("cp437", ["course.py"]),
    ("cp1252", ["kit/build.py", "99"]),
    ("cp437", ["kit/site/slides.py", "99"]),
    ("cp437", ["-m", "kit.class_table", "no such folder"]),
    ("cp437", ["-m", "kit.my_work", "--help"]),
]


@pytest.mark.parametrize(("letters", "command"), SAYS)
def test_console_with_few_letters(letters, command):
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ
        | {"PYTHONIOENCODING": letters, "PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ['PYTHONPATH']}"},
        capture_output=True,
        timeout=100,
    )
    said = (done.stdout + done.stderr).decode(letters)
    assert "UnicodeEncodeError" not in said and "Traceback" not in said, said
    assert said.strip()
