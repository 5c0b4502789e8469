"""The nouns of the method: frozen records without any input or output.

Path of a record, always forward:
ToolSource → Tool → ToolGraph → Chain → Scenario → Plan → Conversation → Assessment → export,
and from any stage Rejection.
"""

from digit_tc.records.assessment import STAGES, Assessment, Rejection, Stage, Verdict
from digit_tc.records.base import JSON, Record, canonical_json, content_id
from digit_tc.records.chain import (
    SHAPES,
    Carry,
    Chain,
    Link,
    Persona,
    Scenario,
    Shape,
    TurnKind,
    TurnSpec,
)
from digit_tc.records.conversation import (
    WRONG_CALL_IDS,
    Call,
    Conversation,
    Message,
    Provenance,
    ProvenanceKind,
    Turn,
    WrongCall,
    messages_of,
)
from digit_tc.records.cost import ConversationCost, CostRow, RunCost
from digit_tc.records.figures import FigureRow, RunFigures
from digit_tc.records.forecast import Expected, Forecast
from digit_tc.records.gate import ExpectationResult, GateResult, SuiteResult
from digit_tc.records.graph import Edge, ToolGraph
from digit_tc.records.model_call import (
    ROLES,
    TRANSPORT_FAULTS,
    CallOutcome,
    ModelCall,
    Role,
    Translation,
    Usage,
    Vote,
)
from digit_tc.records.paths import scalars_of
from digit_tc.records.pilot import PilotReport, YieldStep
from digit_tc.records.plan import Binding, Leaf, Plan, PlannedCall, Reference
from digit_tc.records.run import Run, RunStatus, StageRun
from digit_tc.records.tool import Finding, ReturnsOrigin, Severity, Tool, ToolSource

__all__ = [
    "JSON",
    "ROLES",
    "SHAPES",
    "STAGES",
    "TRANSPORT_FAULTS",
    "WRONG_CALL_IDS",
    "Assessment",
    "Binding",
    "Call",
    "CallOutcome",
    "Carry",
    "Chain",
    "Conversation",
    "ConversationCost",
    "CostRow",
    "Edge",
    "ExpectationResult",
    "Expected",
    "FigureRow",
    "Finding",
    "Forecast",
    "GateResult",
    "Leaf",
    "Link",
    "Message",
    "ModelCall",
    "Persona",
    "PilotReport",
    "Plan",
    "PlannedCall",
    "Provenance",
    "ProvenanceKind",
    "Record",
    "Reference",
    "Rejection",
    "ReturnsOrigin",
    "Role",
    "Run",
    "RunCost",
    "RunFigures",
    "RunStatus",
    "Scenario",
    "Severity",
    "Shape",
    "Stage",
    "StageRun",
    "SuiteResult",
    "Tool",
    "ToolGraph",
    "ToolSource",
    "Translation",
    "Turn",
    "TurnKind",
    "TurnSpec",
    "Usage",
    "Verdict",
    "Vote",
    "WrongCall",
    "YieldStep",
    "canonical_json",
    "content_id",
    "messages_of",
    "scalars_of",
]
