"""The examples of deploy/ name what there is, and hold what an installation must hold."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

DEPLOY = Path(settings.BASE_DIR) / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
PROXY = re.sub(r"#.*", "", (DEPLOY / "nginx.conf").read_text())


def said(unit: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", unit.read_text(), re.MULTILINE)


def test_there_is_a_unit_for_each_process():
    assert [unit.stem for unit in UNITS] == ["counterpart-jobs", "counterpart-pages", "counterpart-sockets"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_what_there_is(unit):
    (start,) = said(unit, "ExecStart")
    if "manage.py" in start:
        assert start.split("manage.py ")[1].split()[0] in get_commands()
    else:
        file, application = re.search(r"-c (\S+) (\S+)$", start).groups()
        assert (Path(settings.BASE_DIR) / file).is_file()
        assert (Path(settings.BASE_DIR) / f"{application.replace('.', '/')}.py").is_file()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_without_rights_and_writes_only_its_data(unit):
    assert said(unit, "User") == ["counterpart"]
    assert said(unit, "NoNewPrivileges") == ["true"]
    assert said(unit, "ProtectSystem") == ["strict"]
    assert said(unit, "UMask") == ["0077"]


def test_the_others_wait_for_the_sockets_which_prepare_the_installation():
    for unit in UNITS:
        waits = "counterpart-sockets.service" in said(unit, "After")[0]
        assert waits == (unit.stem != "counterpart-sockets")


def test_the_proxy_keeps_its_heads_where_every_location_has_them():
    # nginx forgets those of the server in a location that sets one of its own.
    for location in re.findall(r"location [^{]*\{([^}]*)\}", PROXY):
        assert "proxy_set_header" not in location
    for head in ("Host $http_host", "X-Forwarded-Proto https", "X-Forwarded-For $proxy_add_x_forwarded_for"):
        assert f"proxy_set_header {head};" in PROXY


def test_the_proxy_keeps_no_address_and_no_path():
    servers = [block for block in PROXY.split("server {")[1:] if "listen" in block]
    assert len(servers) == 2
    assert all("access_log off;" in server for server in servers)
    assert re.search(r"error_log \S+ crit;", servers[1])


def test_the_proxy_leaves_the_answer_to_a_form_that_is_too_large_to_the_house():
    megabytes = int(re.search(r"client_max_body_size (\d+)m;", PROXY)[1])
    assert megabytes * 1_048_576 > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
