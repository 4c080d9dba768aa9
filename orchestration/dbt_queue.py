"""In which order dbt takes the models of a run: the longest chain of models first.

dbt takes all models without parents before any child, equals by name, and hands them to its threads as soon as they are
free to run. The chain of models that every mart waits for then began after twenty others, and each of its models had
the warehouse to itself when those were done. Here a thread is given the model that most others follow one after another
at the moment when it can begin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
from dbt.graph import selector
from dbt.graph.queue import GraphQueue
from dbt.task.runnable import GraphRunnableTask

if TYPE_CHECKING:
    from dbt.contracts.graph.nodes import GraphMemberNode
    from dbt.graph.thread_pool import DbtThreadPool


def steps_left(graph: nx.DiGraph) -> dict[str, int]:
    """Node -> less the more steps follow it one after another; the queue takes the lowest first."""
    left: dict[str, int] = {}
    for node in reversed(list(nx.topological_sort(graph))):
        left[node] = min((left[child] for child in graph.successors(node)), default=0) - 1
    return left


class ChainsFirst(GraphQueue):
    """dbt's queue; `get` waits until fewer than `at_once` models run."""

    at_once = 1

    def _get_scores(self, graph: nx.DiGraph) -> dict[str, int]:
        return steps_left(graph)

    def get(self, block: bool = True, timeout: float | None = None) -> GraphMemberNode:
        with self.lock:
            self.some_task_done.wait_for(lambda: len(self.in_progress) < self.at_once, timeout)
        return super().get(block, timeout)


def install() -> None:
    """Let every command of dbt in this process use it, with as many models at once as it has threads."""
    run_queue = GraphRunnableTask.run_queue

    def run(task: GraphRunnableTask, pool: DbtThreadPool) -> None:
        if isinstance(task.job_queue, ChainsFirst):
            task.job_queue.at_once = pool.max_threads or 1
        run_queue(task, pool)

    selector.GraphQueue = ChainsFirst  # type: ignore[attr-defined, misc]
    GraphRunnableTask.run_queue = run  # type: ignore[method-assign, assignment]
