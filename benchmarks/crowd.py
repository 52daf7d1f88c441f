"""What many visitors at once cost the server, beside an empty Streamlit app.

    python -m benchmarks.crowd [--visitors 50] [--seconds 60] [--pages explore ...]
        [--after] [--memory] [--room 60]

Visitors speak Streamlit's own protocol, without browsers. Each moves k every 2 to 4 s
over values that were fitted beforehand; a move lasts from its being sent to the end of
the run. Processor time is that of the server's process, divided by the moves; the empty
app is a slider and a line of text with the same configuration. `--after` waits until
the visitors are forgotten, and prints the memory once more. `--memory` has several
people use every page, feature space and tab instead, the autoencoder excepted, and
prints the memory when they have left. `--room` has that many phones in a room of
"Guess first" instead, one update a second each, and a teacher who asks a question every
10 s.
"""

import argparse
import asyncio
import random
import tempfile
from contextlib import AsyncExitStack
from itertools import chain, product
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from benchmarks.phones import Phone, Teacher
from benchmarks.servers import ROOT, processor_seconds, resident_megabytes, server
from benchmarks.visitor import Visitor

KS = (2, 5, 8, 10, 12, 16, 20, 22, 25, 64, 128, 256)
PAGES = {"explore": "", "accuracy": "", "predict": "from=Test+digit&test=7", "map": ""}
EMPTY_APP = """import streamlit as st

st.slider("k", 2, 256, 10, key="k", bind="query-params")
st.write("A line of text")
"""

# Seconds that a disconnected session is kept here, and that follow until memory is
# measured.
_KEPT, _LATER = 20, 60
# Seconds that the results of a page may take to be computed.
_PATIENCE = 900


async def settled(url, page, query):
    """Show a page until all that it shows is there; return the number of errors."""
    async with Visitor(url, page, query) as visitor:
        if not await visitor.settle(_PATIENCE):
            print(f"{page}?{query} is not done after {_PATIENCE} s")
        return visitor.n_errors


async def moving(visitor, ks, seconds, random_state):
    """Move k again and again; return the seconds of each move."""
    end = perf_counter() + seconds
    await asyncio.sleep(random_state.uniform(0, 3))
    times = []
    while perf_counter() < end:
        times.append(await visitor.move(random_state.choice(ks)))
        pause = random_state.uniform(2, 4) - times[-1]
        await asyncio.sleep(max(0, pause))
    return times


async def crowd(url, pids, page, ks, n_visitors, seconds):
    """Return the seconds of all moves, the processors' of each, errors and memory.

    Both are lists with a value for each process; None is this one.
    """
    random_state = random.Random(0)
    name = "" if page == "explore" else page
    async with AsyncExitStack() as stack:
        visitors = [
            await stack.enter_async_context(
                Visitor(url, name, f"k={random_state.choice(ks)}&{PAGES[page]}")
            )
            for _ in range(n_visitors)
        ]
        start = [processor_seconds(pid) for pid in pids]
        times = await asyncio.gather(
            *(moving(visitor, ks, seconds, random_state) for visitor in visitors)
        )
        spent = [processor_seconds(pid) for pid in pids]
        memory = [resident_megabytes(pid) for pid in pids]
    moves = list(chain(*times))
    each = [(end - begin) / len(moves) for begin, end in zip(start, spent, strict=True)]
    return moves, each, sum(v.n_errors for v in visitors), memory


def print_moves(name, page, moves, spent, n_errors):
    cuts = quantiles(moves, n=20)
    print(
        f"{name:10}{page:10}{len(moves):6} moves  p50 {1000 * cuts[9]:5.0f} ms  "
        f"p95 {1000 * cuts[18]:5.0f} ms  {1000 * spent:6.1f} ms processor a move  "
        f"{n_errors} errors",
        flush=True,
    )


async def measure_moves(cache, empty, arguments):
    options = [f"--server.disconnectedSessionTTL={_KEPT}"]
    size = arguments.visitors, arguments.seconds
    for page in arguments.pages:
        with server(empty, cache) as (url, pid):
            await settled(url, "", "")
            moves, (bare,), n_errors, _ = await crowd(url, [pid], "explore", KS, *size)
        print_moves("empty app", "", moves, bare, n_errors)
        ks = KS if page == "explore" else KS[:4]
        with server(ROOT / "app.py", cache, *options) as (url, pid):
            await settled(url, "", "")
            start = resident_megabytes(pid)
            for k in ks:
                name = "" if page == "explore" else page
                await settled(url, name, f"k={k}&{PAGES[page]}")
            before = resident_megabytes(pid)
            moves, (spent, driver), n_errors, (memory, _) = await crowd(
                url, [pid, None], page, ks, *size
            )
            print_moves("explorer", page, moves, spent, n_errors)
            print(
                f"{spent / bare:.1f} times the empty app's processor time; the "
                f"driver's own: {1000 * driver:.1f} ms a move\n"
                f"memory: {start:.0f} MB at the start, {before:.0f} when all was shown "
                f"once, {memory:.0f} with {arguments.visitors} visitors "
                f"({(memory - before) / arguments.visitors:.2f} each)",
                flush=True,
            )
            if arguments.after:
                await asyncio.sleep(_KEPT + _LATER)
                print(f"{resident_megabytes(pid):.0f} MB {_LATER} s after they left")


async def measure_memory(cache):
    """Print the memory after every page, feature space and tab was used."""
    tabs = {
        "": ["view=Centroids", "view=Watch+it+learn", "view=Guess+first"],
        "accuracy": [
            f"show={tab}" for tab in ("Curves", "Why", "Luck", "Compare", "Guess+first")
        ],
        "predict": [f"from=Test+digit&test={i}" for i in (7, 8)],
        "map": ["layout=PCA", "layout=t-SNE"],
        "notebook": [""],
    }
    with server(ROOT / "app.py", cache, f"--server.disconnectedSessionTTL={_KEPT}") as (
        url,
        pid,
    ):
        for k in (10, 64, 256):
            await settled(url, "", f"k={k}")
        print(f"{resident_megabytes(pid):.0f} MB after k = 10, 64, 256 in pixels")
        most = 0
        for page, queries in tabs.items():
            spaces = ("pixels", "pca", "deskewed", "hog")
            for query, space in product(queries, spaces):
                start = perf_counter()
                await settled(url, page, f"k=64&features={space}&{query}")
                memory = resident_megabytes(pid)
                most = max(most, memory)
                print(
                    f"{memory:.0f} MB after {page or 'explore'} {query} in {space}, "
                    f"{perf_counter() - start:.0f} s",
                    flush=True,
                )
        await asyncio.sleep(_KEPT + _LATER)
        print(f"{resident_megabytes(pid):.0f} MB {_LATER} s after all left")


async def measure_room(cache, n_phones, seconds):
    """Print what phones in a room cost one process, beside its teacher alone."""
    query = "k=64&features=pca&view=Guess+first"

    def print_cost(name, spent, memory):
        cost = f"{100 * spent / seconds:.1f} % of a processor, {memory:.0f} MB"
        print(f"{name}: {cost}", flush=True)

    with server(ROOT / "app.py", cache) as (url, pid):
        await settled(url, "", query)
        async with Teacher(url, query) as teacher:
            await teacher.press("Open a room")
            start = processor_seconds(pid)
            await teacher.look(seconds)
            spent = processor_seconds(pid) - start
            print_cost("teacher alone", spent, resident_megabytes(pid))
            phones = [Phone(url, teacher.code) for _ in range(n_phones)]
            start = processor_seconds(pid)
            teaching = asyncio.create_task(teacher.teach())
            times = await asyncio.gather(
                *(phone.take_part(seconds, random) for phone in phones)
            )
            spent = processor_seconds(pid) - start
            teaching.cancel()
            print_cost(f"and {n_phones} phones", spent, resident_megabytes(pid))
    updates = list(chain(*times))
    cuts = quantiles(updates, n=20)
    print(
        f"{len(updates) / seconds:.0f} updates a second: p50 {1000 * cuts[9]:.1f} ms  "
        f"p95 {1000 * cuts[18]:.1f} ms"
    )
    assert all("revealed" in phone.phases for phone in phones)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=["explore"])
    parser.add_argument("--after", action="store_true")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--room", type=int, metavar="PHONES")
    parser.add_argument(
        "--cache", type=Path, help="keep results here, for the next time"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache, empty = arguments.cache or Path(folder) / "cache", Path(folder) / "e.py"
        empty.write_text(EMPTY_APP)
        if arguments.room:
            asyncio.run(measure_room(cache, arguments.room, arguments.seconds))
        elif arguments.memory:
            asyncio.run(measure_memory(cache))
        else:
            asyncio.run(measure_moves(cache, empty, arguments))


if __name__ == "__main__":
    main()
