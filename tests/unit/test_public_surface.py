"""What users call: names, options and their defaults. A change here is a change for them: note it in CHANGELOG.md."""

from __future__ import annotations

import inspect

import pytest

import kg
from kg import errors
from kg.cli import COMMANDS, cli


def options(function: object) -> list[str]:
    assert callable(function)
    return [name for name in inspect.signature(function).parameters if name != "self"]


def test_names() -> None:
    assert set(kg.__all__) == {
        *("Claim", "Entity", "Evidence", "Extraction", "KnowledgeGraph", "Node", "Paper", "Relation", "Relationship"),
        *("Result", "Workspace", "build", "open"),
    }
    assert all(getattr(kg, name) is not None for name in kg.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # noqa: B018  # the access is the test


def test_functions() -> None:
    assert options(kg.build) == [
        *("inputs", "out", "format", "id_prefix", "model", "dictionaries", "threshold", "jobs", "strict", "progress"),
    ]
    assert options(kg.open) == ["directory", "unfinished"]


def test_workspace() -> None:
    public = {name for name in dir(kg.Workspace) if not name.startswith("_")}
    assert public == {
        *("papers", "extractions", "linking", "graph", "report", "rejects"),
        *("query", "summary", "leaderboards", "explain", "to_networkx", "to_html", "export", "load_neo4j"),
        *("remove", "rebuild", "forget"),
    }
    assert options(kg.Workspace.query) == ["statement", "parameters", "write", "named"]
    assert options(kg.Workspace.export) == ["format", "path"]
    assert options(kg.Workspace.to_html) == ["path", "max_nodes"]


def test_errors_form_the_tree_of_their_docstring() -> None:
    classes = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, Exception)]
    assert all(issubclass(c, errors.KgError) for c in classes)
    assert errors.__doc__ is not None
    assert all(c.__name__ in errors.__doc__ for c in classes)


def test_commands_and_their_options() -> None:
    context = cli.make_context("kg", ["build"], resilient_parsing=True)
    found = {}
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help, f"{name} says what it does"
        found[name] = {option for p in command.params for option in p.opts if option.startswith("--")}
    assert found["build"] == {
        *("--out", "--format", "--id-prefix", "--model", "--dictionary", "--threshold", "--jobs"),
        *("--strict", "--max-rejects", "--json"),
    }
    assert found["query"] == {"--saved", "--file", "--parameter", "--write", "--json", "--csv"}
    assert found["merges"] == {"--accept", "--reject", "--candidates", "--json"}
    assert found["evaluate"] == {"--links", "--errors", "--model", "--threshold", "--json"}
