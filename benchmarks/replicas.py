"""How soon visitors of a killed replica are back, and how many two replicas carry.

    python -m benchmarks.replicas [--repeats 5]
    python -m benchmarks.replicas --visitors 100 [--seconds 60]

Needs requirements-dev.txt, a Chromium and HAProxy. Two replicas run behind HAProxy as
in deploy/.

In each repeat a visitor moves k ten times among two kept fits; then the visitor's
replica is killed with SIGKILL. The page stays on screen; seconds run from there until
it is connected to the other replica, and until this shows the next move of k, made
then. Processor times are of the visitor's replica and of HAProxy for a move.

With `--visitors` there is no browser: so many visitors move k every 2 to 4 s over kept
fits, as in benchmarks.crowd, at two replicas; then half of them at the one that is left
when the other was killed. Printed is the processor time of each process for a move.
"""

import argparse
import asyncio
import statistics
import tempfile
from pathlib import Path

import psutil
from playwright.sync_api import Browser, expect, sync_playwright

from benchmarks.crowd import KS, crowd, print_moves, settled
from tests.browser.chromium import launch, listen, until
from tests.deploy.replicas import Replicas, at_rest, behind_proxy, replica_of

MOVES = 10

# When the page was connected last.
_NOTE = """
window.WebSocket = class extends WebSocket {
  constructor(...how) {
    super(...how);
    this.addEventListener('open', () => { window.connected = Date.now(); });
  }
};
"""


def processor_ms(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return 1000 * (times.user + times.system)


def measure(browser: Browser, replicas: Replicas) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(120_000)
    listen(page)
    page.add_init_script(_NOTE)
    page.goto(f"{replicas.url}?k=15&features=pca")
    at_rest(page)
    home = replica_of(page)
    (other,) = replicas.processes.keys() - {home}
    slider = page.get_by_role("slider", name="Number of clusters, k")

    def move(n: int) -> None:
        for i in range(n):
            key, k = ("ArrowLeft", 15) if i % 2 else ("ArrowRight", 16)
            slider.press(key)
            page.get_by_role("group", name=f"{k} centroids").wait_for()
            at_rest(page)

    move(2)  # fits what is not kept yet
    pids = {"replica": replicas.processes[home].pid, "HAProxy": replicas.proxy.pid}
    before = {name: processor_ms(pid) for name, pid in pids.items()}
    move(MOVES)
    figures = {
        f"processor, ms a move, {name}": (processor_ms(pid) - before[name]) / MOVES
        for name, pid in pids.items()
    }
    killed = page.evaluate("() => Date.now()")
    replicas.processes[home].kill()
    until(page, lambda: page.evaluate("() => window.connected") > killed)
    assert replica_of(page) == other
    expect(slider).to_be_enabled()
    slider.press("ArrowRight")
    page.get_by_role("group", name="16 centroids").wait_for()
    times = page.evaluate("() => [window.connected, Date.now()]")
    figures["seconds from SIGKILL, connected"] = (times[0] - killed) / 1000
    figures["seconds from SIGKILL, next move shown"] = (times[1] - killed) / 1000
    page.close()
    return figures


async def measure_load(replicas: Replicas, n_visitors: int, seconds: float) -> None:
    for port in replicas.ports.values():
        for k in KS:
            await settled(f"http://localhost:{port}/", "", f"k={k}")
    carrying = dict(replicas.processes)
    while carrying:
        n = n_visitors * len(carrying) // len(replicas.processes)
        pids = [process.pid for process in carrying.values()]
        moves, spent, n_errors, memory = await crowd(
            replicas.url, [*pids, replicas.proxy.pid, None], "explore", KS, n, seconds
        )
        print(f"{n} visitors, {len(carrying)} replica{'s' * (len(carrying) > 1)}")
        print_moves("", "explore", moves, sum(spent[:-2]), n_errors)
        print(
            f"HAProxy {1000 * spent[-2]:.1f} ms a move, the driver "
            f"{1000 * spent[-1]:.1f}; memory of each replica: "
            + ", ".join(f"{megabytes:.0f} MB" for megabytes in memory[:-2])
        )
        _, killed = carrying.popitem()
        killed.kill()
        await asyncio.sleep(5)  # until the proxy knows


def measure_return(folder: Path, repeats: int) -> None:
    rows = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for _ in range(repeats):
            with behind_proxy(folder) as replicas:
                rows.append(measure(browser, replicas))
        browser.close()
    for name in rows[0]:
        values = [row[name] for row in rows]
        print(
            f"{name:46}{statistics.median(values):8.1f}, {min(values):.1f} to "
            f"{max(values):.1f} in {repeats} repeats"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--visitors", type=int)
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.visitors is None:
            measure_return(Path(folder), arguments.repeats)
        else:
            with behind_proxy(Path(folder)) as replicas:
                asyncio.run(
                    measure_load(replicas, arguments.visitors, arguments.seconds)
                )


if __name__ == "__main__":
    main()
