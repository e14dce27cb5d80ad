"""`python -m frankly.testing PERSONALITY`: a model server for trying Frankly by hand, until Ctrl-C."""

import argparse
import sys
import threading

from frankly.testing.model.personalities import Personality
from frankly.testing.model_server import model_server


def main() -> None:
    """Serve until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m frankly.testing", description=__doc__)
    parser.add_argument("personality", choices=[one.value for one in Personality], help="how the model behaves")
    personality = Personality(parser.parse_args().personality)
    with model_server(personality) as server:
        sys.stdout.write(
            f"A simulated model, {personality.value}, listens. In another terminal:\n\n"
            f"  export FRANKLY_MODEL=openai/{personality.value} FRANKLY_MODEL_URL={server.url} OPENAI_API_KEY=any\n\n"
            "Ctrl-C stops it.\n"
        )
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write("\n")


if __name__ == "__main__":
    main()
