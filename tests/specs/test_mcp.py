"""MCP servers over standard input and output, and over streamable HTTP."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from digit_tc.errors import SpecError
from digit_tc.specs import load_tools

SERVER = '''
import sys
from pydantic import BaseModel
from mcp.server.mcpserver import MCPServer

server = MCPServer("garden")

class Plant(BaseModel):
    plant_id: str
    height: float

@server.tool()
def find_plant(name: str, limit: int = 5) -> Plant:
    """Find a plant by its name."""
    return Plant(plant_id=name, height=limit)

@server.tool()
def water(plant_ids: list[str]) -> list[str]:
    """Water plants."""
    return plant_ids

if "http" in sys.argv:
    server.run("streamable-http", port=int(sys.argv[2]))
server.run()
'''


@pytest.fixture
def server(tmp_path: Path) -> Path:
    path = tmp_path / "garden_server.py"
    path.write_text(SERVER, encoding="utf-8")
    return path


def test_tools_of_a_stdio_server_with_their_output_schemas(server: Path) -> None:
    loaded = load_tools([f"mcp:{sys.executable} {server}"])
    find, water = loaded.tools
    assert (find.key, water.key) == ("garden::find_plant", "garden::water")
    assert find.source.reader == "mcp"
    assert "/" not in find.source.label
    assert find.parameters["required"] == ["name"]
    assert find.parameters["properties"]["limit"] == {"type": "integer", "default": 5}
    assert find.returns is not None
    assert find.returns["properties"]["plant_id"] == {"type": "string"}
    assert water.returns is not None
    assert water.returns["properties"]["result"]["items"] == {"type": "string"}


@pytest.fixture
def address(server: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, str(server), "http", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(20)


def test_tools_of_a_streamable_http_server(address: str) -> None:
    for source in (f"mcp:{address}", address):
        assert [tool.name for tool in load_tools([source]).tools] == ["find_plant", "water"]


def test_a_dead_server_is_one_sentence_with_its_last_words(tmp_path: Path) -> None:
    path = tmp_path / "dead.py"
    path.write_text("raise SystemExit('no database here')", encoding="utf-8")
    with pytest.raises(SpecError, match="no database here") as caught:
        load_tools([f"mcp:{sys.executable} {path}"])
    assert "\n" not in str(caught.value)


def test_a_command_that_does_not_exist_is_told() -> None:
    with pytest.raises(SpecError, match="no such command"):
        load_tools(["mcp:surely-no-such-command --x"])


def test_an_address_where_nobody_listens_is_told() -> None:
    for source in ("mcp:http://127.0.0.1:9/mcp", "http://127.0.0.1:9/openapi.json"):
        with pytest.raises(SpecError, match=r"127\.0\.0\.1:9"):
            load_tools([source])


ODD_SERVER = """
import json, sys

floor = {"type": "object", "properties": {"floor": {"type": "integer"}}, "required": ["floor"]}
pages = [
    [{"name": "lamp/list", "description": "List lamps", "inputSchema": floor},
     {"name": "lamp_photo", "description": "Take a photo", "inputSchema": floor,
      "outputSchema": {"type": "array", "items": {"type": "string"}}},
     {"name": "lamp_null", "description": "Nothing", "inputSchema": None},
     {"name": 7, "description": "No name", "inputSchema": floor},
     "no mapping"],
    [{"name": "lamp_off", "description": "Switch off", "inputSchema": {"type": "string"}}],
]
for line in sys.stdin:
    told = json.loads(line)
    if "id" not in told:
        continue
    reply = {"jsonrpc": "2.0", "id": told["id"]}
    params = told.get("params") or {}
    if told["method"] == "initialize":
        reply["result"] = {"protocolVersion": params["protocolVersion"],
                           "capabilities": {"tools": {}},
                           "serverInfo": {"name": "lamps", "version": "1"}}
    elif told["method"] == "tools/list":
        page = int(params.get("cursor") or 0)
        reply["result"] = {"tools": pages[page]}
        if page == 0 or sys.argv[1:] == ["loop"]:
            reply["result"]["nextCursor"] = "1"
    else:
        reply["error"] = {"code": -32601, "message": "Method not found"}
    print(json.dumps(reply), flush=True)
"""


def test_a_tool_that_breaks_the_protocol_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    path = tmp_path / "odd.py"
    path.write_text(ODD_SERVER, encoding="utf-8")
    loaded = load_tools([f"mcp:{sys.executable} {path}"])
    tools = {tool.name: tool for tool in loaded.tools}
    assert set(tools) == {"lamp_list", "lamp_photo", "lamp_null"}
    assert tools["lamp_photo"].returns is not None
    assert tools["lamp_photo"].returns["properties"]["items"]["type"] == "array"
    assert "no-parameters" in {finding.rule for finding in tools["lamp_null"].findings}
    assert sorted(one.reason for one in loaded.rejections) == [
        "no-name",
        "not-a-tool",
        "parameters-not-object",
    ]


def test_a_server_whose_pages_have_no_end_is_told(tmp_path: Path) -> None:
    path = tmp_path / "odd.py"
    path.write_text(ODD_SERVER, encoding="utf-8")
    loaded = load_tools([f"mcp:{sys.executable} {path} loop"])
    assert "more-pages" in {one.reason for one in loaded.rejections}
