"""The image and the compose file, as far as they can be judged without an engine."""

from __future__ import annotations

import re
import shlex
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deployments"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = re.sub(r"\\\n\s*", "", (FOLDER / "Dockerfile").read_text(encoding="utf-8"))
STEPS = [
    line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if line and not line.startswith("#")
]
IMAGE = re.compile(r"[a-z0-9-]+:[0-9]+\.[0-9]+(\.[0-9]+)?(-[a-z]+)*")
"""A plain name, no host, with a version of at least two parts."""


def _sources() -> list[str]:
    copies = [shlex.split(rest) for step, rest in STEPS if step == "COPY" and "--from=" not in rest]
    return [word for words in copies for word in words[:-1] if not word.startswith("--")]


def test_everything_that_the_dockerfile_copies_is_there_and_not_ignored() -> None:
    ignored = (FOLDER / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    kept = [line[1:] for line in ignored if line.startswith("!")]
    assert ignored[0] == "*"
    assert len(_sources()) >= 6
    for source in _sources():
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source.removeprefix("./"), pattern) for pattern in kept), source


def test_the_image_holds_exactly_the_locked_versions() -> None:
    installs = [rest for step, rest in STEPS if step == "RUN" and "pip install" in rest]
    assert "--require-hashes --requirement requirements.lock" in installs[0]
    assert all("--no-deps" in one for one in installs)
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "hatchling==" in lock, "the project is built without a network"
    assert "asyncpg==" in lock, "the server speaks to PostgreSQL"


def test_images_are_pinned_and_named_without_a_registry() -> None:
    based = [rest.split()[0] for step, rest in STEPS if step == "FROM"]
    ours = {one["image"] for one in SERVICES.values() if "build" in one}
    foreign = [one["image"] for one in SERVICES.values() if "build" not in one]
    assert ours == {"digit-tc:local"}
    assert len(set(based)) == 1
    for image in [*based, *foreign]:
        assert IMAGE.fullmatch(image), image


def test_nothing_of_ours_runs_as_root() -> None:
    assert [rest for step, rest in STEPS if step == "USER"] == ["digit"]
    last_root_step = max(at for at, (step, _) in enumerate(STEPS) if step in ("RUN", "COPY"))
    assert last_root_step < [step for step, _ in STEPS].index("USER")
    for name, one in SERVICES.items():
        if "build" in one:
            assert one["cap_drop"] == ["ALL"], name
            assert one["build"]["context"] == ".."
            assert (ROOT / one["build"]["dockerfile"]).is_file()


@pytest.mark.parametrize("name", ["postgres", "server", "worker"])
def test_what_stays_up_has_a_health_check_and_starts_again(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_each_waits_for_what_it_needs() -> None:
    waits = {
        name: {other: how["condition"] for other, how in one.get("depends_on", {}).items()}
        for name, one in SERVICES.items()
    }
    assert waits == {
        "postgres": {},
        "server": {"postgres": "service_healthy"},
        "deploy": {"server": "service_healthy"},
        "worker": {"deploy": "service_completed_successfully"},
    }


def test_volumes_that_are_used_are_declared_and_the_other_way_round() -> None:
    used = {item.split(":")[0] for one in SERVICES.values() for item in one.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_the_server_is_reached_from_this_machine_only_and_has_no_password_of_ours() -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["server"]["ports"])
    assert "ports" not in SERVICES["postgres"]
    text = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
    assert "${DIGIT_TC_DB_PASSWORD:?" in text
    assert not re.search(r"PASSWORD: [^$]", text)


def test_the_server_gets_the_settings_without_which_it_loses_events() -> None:
    from flows.server.environment import server_environment

    wanted = {
        name: value
        for name, value in server_environment(Path("home"), "http://127.0.0.1:1/api").items()
        if "RECORDER" in name or "PERSISTER" in name
    }
    assert len(wanted) == 3
    assert wanted.items() <= SERVICES["server"]["environment"].items()


def test_worker_and_deployments_agree_about_the_pool() -> None:
    written = yaml.safe_load((FOLDER / "prefect.yaml").read_text(encoding="utf-8"))
    (pool,) = {one["work_pool"]["name"] for one in written["deployments"]}
    command = SERVICES["worker"]["command"]
    assert command[command.index("--pool") + 1] == pool
    assert "--limit" not in command, "a worker with a limit ends itself at a retry after a crash"
    assert f"work-pool create {pool} " in SERVICES["deploy"]["command"][-1]
