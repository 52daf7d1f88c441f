"""How pytest-xdist shares the tests out among its workers."""

from xdist.scheduler import LoadScopeScheduling

# The tests of each of these files share what takes long: what a server has computed, a
# model that is fitted once.
_TOGETHER = (
    "tests/browser/",
    "tests/deploy/",
    "tests/features/test_building.py",
    "tests/features/test_learnt.py",
    "tests/pictures/test_reading.py",
)


class ByWhatTheyShare(LoadScopeScheduling):
    """Send a file's tests that share something to one worker, all others one by one.

    The largest files go first, for the workers to end at the same time.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::")[0]
        return path if path.startswith(_TOGETHER) else nodeid
