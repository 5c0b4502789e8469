"""One DuckDB file that holds runs: their tools, graphs, conversations, verdicts and rejections."""

from digit_tc.store.model_use import PaidRequest
from digit_tc.store.queries import NamedQuery, list_queries
from digit_tc.store.reader import QueryResult, Reader
from digit_tc.store.store import Store
from digit_tc.store.writer import Writer

__all__ = ["NamedQuery", "PaidRequest", "QueryResult", "Reader", "Store", "Writer", "list_queries"]
