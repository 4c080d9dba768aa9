"""The longest chain of models begins first, and a thread is given a model when it can begin."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import cast

import networkx as nx
import pytest
from dbt.contracts.graph.manifest import Manifest

from orchestration.dbt_queue import ChainsFirst, steps_left

EDGES = [("files", "sightings"), ("sightings", "members"), ("members", "mart"), ("zones", "mart")]


@pytest.fixture
def queue() -> ChainsFirst:
    graph = nx.DiGraph(EDGES)
    graph.add_nodes_from(["apples", "berries"])
    manifest = SimpleNamespace(expect=lambda name: SimpleNamespace(unique_id=name))
    return ChainsFirst(graph, cast(Manifest, manifest), set(graph))


def test_a_node_comes_before_those_that_fewer_others_follow() -> None:
    left = steps_left(nx.DiGraph([*EDGES, ("apples", "pie")]))
    assert sorted(left, key=lambda name: (left[name], name)) == [
        "files",
        "sightings",
        "apples",
        "members",
        "zones",
        "mart",
        "pie",
    ]


def test_the_next_of_the_chain_comes_before_what_could_begin_long_ago(queue: ChainsFirst) -> None:
    taken = []
    while not queue.empty():
        taken.append(queue.get().unique_id)
        queue.mark_done(taken[-1])
    assert taken == ["files", "sightings", "members", "zones", "apples", "berries", "mart"]


def test_nothing_is_handed_out_while_all_threads_are_busy(queue: ChainsFirst) -> None:
    queue.at_once = 2
    assert [queue.get().unique_id, queue.get().unique_id] == ["files", "zones"]
    taken: list[str] = []
    waiting = threading.Thread(target=lambda: taken.append(queue.get().unique_id), daemon=True)
    waiting.start()
    waiting.join(0.2)
    assert taken == []
    queue.mark_done("files")
    waiting.join(10)
    assert taken == ["sightings"]
