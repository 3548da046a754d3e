"""What is installed is the wheel, so it is the wheel that is tried, away from the tree that it was built from."""

import json
import zipfile

import pytest

#: What only makes sense where the wheel was built.
LEFT_BEHIND = {"__pycache__"}


@pytest.fixture(scope="session")
def names(wheel):
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_puts_exactly_our_three_names_at_the_top(names):
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"campaign", "posts", "scheduler.py"}


def test_every_file_of_the_two_packages_is_in_the_wheel_and_nothing_else_but_the_example_article(names, root):
    tree = {
        path.relative_to(root).as_posix()
        for package in ("campaign", "posts")
        for path in (root / package).rglob("*")
        if path.is_file() and not LEFT_BEHIND & set(path.parts)
    }
    extra = {"scheduler.py", "campaign/articles/massage-therapy-for-sciatica.txt"}
    assert {name for name in names if ".dist-info/" not in name} == tree | extra


def test_templates_migrations_settings_and_type_markers_are_in_the_wheel(names):
    assert names >= {
        "campaign/config.example.toml",
        "campaign/py.typed",
        "campaign/reports/charts/templates/heat.svg",
        "campaign/reports/fonts/DroidSansFallbackFull.ttf",
        "campaign/reports/fonts/LICENSE.noto",
        "campaign/reports/forms/templates/report.html",
        "campaign/reports/forms/templates/report.typ",
        "campaign/store/migrations/env.py",
        "campaign/store/migrations/versions/0001_first.py",
        "campaign/store/migrations/versions/0002_cutting.py",
        "posts/platforms/templates/feed.atom",
        "posts/platforms/templates/timeline.css",
        "posts/platforms/templates/timeline.html",
        "posts/py.typed",
    }


def test_the_checkout_cannot_be_imported_where_the_wheel_is_installed(program, root, installed):
    script = "import campaign, posts, scheduler, sys; print(*sys.path, campaign.__file__, posts.__file__, scheduler.__file__)"
    said = program("python", "-c", script).split()
    # The libraries themselves may lie inside the checkout, in .venv.
    assert not [path for path in said if path == str(root)]
    assert all(path.startswith(str(installed.parent)) for path in said[-3:])


def test_the_installed_programs_say_what_they_are(program):
    assert "init" in program("campaign", "--help")
    assert "--until-idle" in program("campaign-scheduler", "--help")


def test_an_article_is_cut_without_any_set_up(program, tmp_path):
    (tmp_path / "article.txt").write_text("Why rest helps\n\nRest helps the body to heal. Sleep is the best rest.\n")
    cut = json.loads(program("campaign", "cut", "article.txt", "--hashtag", "#RestHelps", "--json"))
    assert cut["posts"]
    assert all("#RestHelps" in post["text"] for post in cut["posts"])
    assert not (tmp_path / "data").exists()


def test_init_may_be_called_twice_and_then_an_account_be_added_and_a_tick_be_run(program, tmp_path):
    assert "Made config.toml" in program("campaign", "init")
    made = {path: path.read_bytes() for path in (tmp_path / "config.toml", tmp_path / "data" / "campaign.key")}
    assert "already" in program("campaign", "init")
    assert {path: path.read_bytes() for path in made} == made
    program("campaign", "accounts", "add", "clinic", "--platform", "feed")
    assert [one["name"] for one in json.loads(program("campaign", "accounts", "list", "--json"))] == ["clinic"]
    assert json.loads(program("campaign", "tick", "--json")) == []


def test_the_article_of_the_demo_is_installed_too(program, installed):
    (path,) = program("python", "-c", "from campaign.desk.demo import example; print(example())").split()
    assert path.startswith(str(installed.parent))


def test_the_demo_walks_the_whole_line_from_the_wheel(program, tmp_path):
    (tmp_path / "article.txt").write_text("Why rest helps\n\nRest helps the body to heal. Sleep is the best rest.\n")
    said = program("campaign", "demo", "article.txt", "--hashtag", "#RestHelps")
    assert "published" in said
    assert "report.html" in said
