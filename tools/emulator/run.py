"""Runs ministack until its standard input ends: when its starter stops it, or dies in whatever way.

It leads a process group of its own (the starter sees to that), which its Node workers for invocations are in too.
"""
import os
import shutil
import signal
import sys
import threading


def end_with_starter():
    sys.stdin.buffer.read()
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_starter, daemon=True).start()

from ministack.app import main  # noqa: E402  (slow: the starter may be gone before it is loaded)

if "SETTLE_SECONDS" in os.environ:
    from ministack.services import lambda_svc  # noqa: E402

    # No setting of its own; reading it first makes a release that calls it otherwise fail here.
    lambda_svc._LAMBDA_STATE_TRANSITION_DELAY = min(
        lambda_svc._LAMBDA_STATE_TRANSITION_DELAY, float(os.environ["SETTLE_SECONDS"])
    )

sys.argv = ["ministack"]
main()
