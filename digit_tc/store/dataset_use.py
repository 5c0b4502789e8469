"""Reads of what a run's dataset uses of its tools and edges, and of what was dropped on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Rows = list[tuple[Any, ...]]


class DatasetUseReader:
    """The part of `Reader` that knows what became of tools, edges and scenarios."""

    _connection: Any

    def rejection_examples(self, run_id: str) -> Rows:
        """(stage, reason, number, detail of one) of the most frequent rejections."""
        return self._fetch(_REJECTIONS, run_id=run_id)

    def tool_uses(self, run_id: str) -> Rows:
        """(tool, calls, hidden calls, conversations that offer it), the most used tools first."""
        return self._fetch(_TOOLS, run_id=run_id)

    def edge_uses(self, run_id: str) -> Rows:
        """(source, its path, target, its path, score, times walked), the most walked first."""
        return self._fetch(_EDGES, run_id=run_id)

    def lost_scenarios(self, run_id: str) -> list[tuple[str, str]]:
        """(scenario, reason) of each rejection of a scenario that no conversation came of."""
        return [(row[0], row[1]) for row in self._fetch(_LOST, run_id=run_id)]

    def lost_by_detail(self, run_id: str, reason: str) -> dict[str, int]:
        """Detail → number of scenarios whose writing was given up for this reason."""
        query = (
            "SELECT detail, count(DISTINCT subject) FROM rejections WHERE run_id = $run_id"
            " AND reason = $reason AND stage = 'synthesize' GROUP BY 1 ORDER BY 1"
        )
        return dict(self._fetch(query, run_id=run_id, reason=reason))

    def count_dropped(self, run_id: str) -> int:
        """Accepted conversations that were decided about and left out of the dataset."""
        ((dropped,),) = self._fetch(
            "SELECT count(*) FROM rejections WHERE run_id = $run_id AND stage = 'assess'",
            run_id=run_id,
        )
        return int(dropped)

    def count_breaches(self, run_id: str, checks: Sequence[str]) -> Rows:
        """(check, conversations of the dataset that break its rule, the first reason) for each."""
        return self._fetch(_BREACHES, run_id=run_id, checks=list(checks))

    def dataset_page(
        self, run_id: str, first: int, last: int, figures: Sequence[str] = ()
    ) -> dict[str, Rows]:
        """The rows that the quality gate works on, of the dataset's conversations from index
        `first` to `last`; each begins with the conversation's id.

        By name: `conversations` (tools offered), `requests`, `messages` (role, calls, answers),
        `calls` (call, turn, tool, hidden, arguments, whether its result is an object), `sources`
        (where each argument came from), `verdicts` (how many, how many failed, but for those of
        the checks in `figures`).
        """
        place = {"run_id": run_id, "first": first, "last": last}
        pages = {name: self._fetch(query, **place) for name, query in _PAGES.items()}
        return pages | {"verdicts": self._fetch(_VERDICTS, **place, figures=list(figures))}

    def _fetch(self, query: str, **params: object) -> Rows:
        return list(self._connection.execute(query, params).fetchall())


_REJECTIONS = """
SELECT stage, reason, count(*), min(detail) FROM rejections WHERE run_id = $run_id
GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT 40
"""
_TOOLS = """
WITH made AS (
    SELECT c.tool, count(*) AS calls, count(*) FILTER (c.hidden) AS hidden
    FROM calls c JOIN dataset d ON d.run_id = c.run_id AND d.id = c.conversation
    WHERE c.run_id = $run_id AND c.train GROUP BY 1
), seen AS (
    SELECT tool, count(*) AS offered
    FROM (SELECT unnest(tools) AS tool FROM dataset WHERE run_id = $run_id) GROUP BY 1
)
SELECT t.key, coalesce(made.calls, 0), coalesce(made.hidden, 0), coalesce(seen.offered, 0)
FROM tools t LEFT JOIN made ON made.tool = t.key LEFT JOIN seen ON seen.tool = t.key
WHERE t.run_id = $run_id ORDER BY 2 DESC, 1 LIMIT 300
"""
_EDGES = """
WITH walked AS (
    SELECT s.tool AS source, regexp_replace(a.result_path, '\\[\\d+\\]', '[]', 'g') AS source_path,
           c.tool AS target, regexp_replace(a.path, '\\[\\d+\\]', '[]', 'g') AS target_path,
           count(*) AS uses
    FROM arguments a
    JOIN dataset d ON d.run_id = a.run_id AND d.id = a.conversation
    JOIN calls c ON c.run_id = a.run_id AND c.conversation = a.conversation AND c.call = a.call
    JOIN calls s ON s.run_id = a.run_id AND s.conversation = a.conversation
        AND s.call = a.source_call
    WHERE a.run_id = $run_id AND a.kind = 'result' GROUP BY ALL
)
SELECT e.source, e.source_path, e.target, e.target_path, e.score, coalesce(w.uses, 0)
FROM edges e LEFT JOIN walked w USING (source, source_path, target, target_path)
WHERE e.run_id = $run_id ORDER BY 6 DESC, e.score DESC, e.id LIMIT 300
"""
_LOST = """
SELECT subject, reason FROM rejections WHERE run_id = $run_id AND stage = 'synthesize'
AND subject NOT IN (SELECT scenario FROM conversations WHERE run_id = $run_id AND accepted)
ORDER BY subject, reason
"""
_OF_PAGE = """ FROM conversations c JOIN {table} r
    ON r.run_id = c.run_id AND r.conversation = c.id
    WHERE c.run_id = $run_id AND c."index" BETWEEN $first AND $last AND c.admitted"""
_PAGES = {
    "conversations": """SELECT id, tools FROM conversations
    WHERE run_id = $run_id AND "index" BETWEEN $first AND $last AND admitted ORDER BY "index" """,
    "requests": f"SELECT c.id, r.request{_OF_PAGE.format(table='turns')}"
    ' ORDER BY c."index", r.turn',
    "messages": f"SELECT c.id, r.role, r.calls, r.answers{_OF_PAGE.format(table='messages')}"
    ' ORDER BY c."index", r.position',
    "calls": "SELECT c.id, r.call, r.turn, r.tool, r.hidden, r.arguments,"
    " coalesce(json_type(r.result) = 'OBJECT', false)"
    f'{_OF_PAGE.format(table="calls")} AND r.train ORDER BY c."index", r.call',
    "sources": "SELECT c.id, r.call, r.path, r.kind, r.source_turn, r.text_start, r.text_end,"
    f" r.source_call, r.result_path{_OF_PAGE.format(table='arguments')}"
    ' ORDER BY c."index", r.call, r.path',
}
_VERDICTS = (
    "SELECT c.id, count(*), count(*) FILTER (NOT r.passed"
    " AND NOT list_contains($figures::VARCHAR[], r.check_name))"
    f"{_OF_PAGE.format(table='verdicts')} GROUP BY c.id"
)
_BREACHES = """
SELECT name, count(v.conversation), coalesce(arg_min(v.reason, d."index"), '')
FROM (SELECT unnest($checks::VARCHAR[]) AS name, unnest(range(len($checks::VARCHAR[]))) AS place)
LEFT JOIN verdicts v ON v.check_name = name AND v.run_id = $run_id AND NOT v.passed
    AND v.conversation IN (SELECT id FROM dataset WHERE run_id = $run_id)
LEFT JOIN dataset d ON d.run_id = $run_id AND d.id = v.conversation
GROUP BY name, place ORDER BY place
"""
