"""The yardstick of a request: an empty FastAPI POST that asks Chroma what the measured request asks, and nothing else.

Run as a program: `python -m frankly.bench.speed.bare DATA QUESTIONS PORT`. DATA holds a copy of the measured Chroma
folder; QUESTIONS (.npz) holds the vectors of each request, in one array, with where each request's begin and their
limits.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from fastapi import FastAPI, Request
from numpy.typing import NDArray

from frankly.adapters.chroma.collections import ask, live_collection, warm
from frankly.adapters.chroma.connection import EmbeddedChroma
from frankly.errors import Invalid

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """What the measured requests asked of the index, request by request.

    Attributes:
        vectors: float32, shape (questions, dimensions).
        starts: int64, shape (requests + 1,): where each request's vectors begin.
        limits: int64, shape (requests,): neighbours asked for.
    """

    vectors: NDArray[np.float32]
    starts: NDArray[np.int64]
    limits: NDArray[np.int64]

    def of(self, request: int) -> tuple[NDArray[np.float32], int]:
        """Vectors and limit of one request."""
        return self.vectors[self.starts[request] : self.starts[request + 1]], int(self.limits[request])

    def save(self, path: Path) -> None:
        """Write them down."""
        np.savez(path, vectors=self.vectors, starts=self.starts, limits=self.limits)


def load(path: Path) -> Questions:
    """Read them back."""
    with np.load(path, allow_pickle=False) as parts:
        return Questions(parts["vectors"], parts["starts"], parts["limits"])


def create_app(collection: "Collection", questions: Questions) -> FastAPI:
    """The bare service: body in, neighbours found, next to nothing out."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.post("/v1/recommendations")
    async def recommend(request: Request) -> dict[str, int]:
        """Ask Chroma on the event loop: handing it to a thread costs more than it gains for one caller."""
        vectors, limit = questions.of((await request.json())["seed"])
        return {"lists": len(ask(collection, vectors=vectors, limit=limit)) if len(vectors) else 0}

    return app


def main(data: Path, questions: Path, port: int) -> None:
    """Serve until a signal comes.

    Raises:
        Invalid: when the folder holds no index.
    """
    import uvicorn

    collection = live_collection(EmbeddedChroma(data).connect())
    if collection is None:
        raise Invalid(f"{data} holds no index; copy the Chroma folder of a data folder that was re-indexed.")
    warm(collection)
    app = create_app(collection, load(questions))
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_config=None, server_header=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
