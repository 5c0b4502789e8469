"""The nouns of the method: frozen records without any input or output.

Path of a record, always forward:
ToolSource → Tool → ToolGraph → Chain → Scenario → Plan → Conversation → Assessment → export,
and from any stage Rejection.
"""

from digit_tc.records.assessment import (
    DEFECT,
    STAGES,
    Assessment,
    Rejection,
    Stage,
    Verdict,
)
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
from digit_tc.records.conversation import Conversation
from digit_tc.records.cost import ConversationCost, CostRow, RunCost
from digit_tc.records.figures import FigureRow, RunFigures
from digit_tc.records.forecast import Expected, Forecast
from digit_tc.records.gate import ExpectationResult, GateResult, SuiteResult
from digit_tc.records.graph import Edge, ToolGraph
from digit_tc.records.message_ids import SYSTEM_MESSAGE, message_id, turn_of_message
from digit_tc.records.messages import (
    Assistant,
    CallStatus,
    Message,
    Mistake,
    System,
    ToolCall,
    ToolResult,
    ToolsOffered,
    User,
)
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
from digit_tc.records.plan import (
    Act,
    Answer,
    Ask,
    Binding,
    Calls,
    Give,
    Leaf,
    Offer,
    Plan,
    PlannedCall,
    Propose,
    Reference,
    Refuse,
    Revise,
    Say,
)
from digit_tc.records.provenance import Provenance, ProvenanceKind
from digit_tc.records.run import Run, RunStatus, StageRun
from digit_tc.records.tool import DeployedForm, Finding, ReturnsOrigin, Severity, Tool, ToolSource
from digit_tc.records.turn import Call, Turn, compose_turn, exchange, insert_mistake, realise

__all__ = [
    "DEFECT",
    "JSON",
    "ROLES",
    "SHAPES",
    "STAGES",
    "SYSTEM_MESSAGE",
    "TRANSPORT_FAULTS",
    "Act",
    "Answer",
    "Ask",
    "Assessment",
    "Assistant",
    "Binding",
    "Call",
    "CallOutcome",
    "CallStatus",
    "Calls",
    "Carry",
    "Chain",
    "Conversation",
    "ConversationCost",
    "CostRow",
    "DeployedForm",
    "Edge",
    "ExpectationResult",
    "Expected",
    "FigureRow",
    "Finding",
    "Forecast",
    "GateResult",
    "Give",
    "Leaf",
    "Link",
    "Message",
    "Mistake",
    "ModelCall",
    "Offer",
    "Persona",
    "PilotReport",
    "Plan",
    "PlannedCall",
    "Propose",
    "Provenance",
    "ProvenanceKind",
    "Record",
    "Reference",
    "Refuse",
    "Rejection",
    "ReturnsOrigin",
    "Revise",
    "Role",
    "Run",
    "RunCost",
    "RunFigures",
    "RunStatus",
    "Say",
    "Scenario",
    "Severity",
    "Shape",
    "Stage",
    "StageRun",
    "SuiteResult",
    "System",
    "Tool",
    "ToolCall",
    "ToolGraph",
    "ToolResult",
    "ToolSource",
    "ToolsOffered",
    "Translation",
    "Turn",
    "TurnKind",
    "TurnSpec",
    "Usage",
    "User",
    "Verdict",
    "Vote",
    "YieldStep",
    "canonical_json",
    "compose_turn",
    "content_id",
    "exchange",
    "insert_mistake",
    "message_id",
    "realise",
    "scalars_of",
    "turn_of_message",
]
