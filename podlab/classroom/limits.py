"""How often a stranger may try something: failed sign-ins, wrong join codes, new accounts.

A window of attempts per key, in this process's memory and bounded; a restart forgets it, which a
guesser cannot cause.  Whole classes sit behind one address, so what succeeds is not counted.  Not
here: messages of open sockets (their consumers count them).
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from podlab.hosting.pacer import wall_now

MAX_KEYS = 10_000


@dataclass(slots=True)
class Limiter:
    """At most ``most`` counted attempts of one key within ``seconds``."""

    most: int
    seconds: float
    clock: Callable[[], float] = wall_now
    _attempts: "OrderedDict[str, deque[float]]" = field(default_factory=OrderedDict)

    def blocked(self, key: str) -> bool:
        """Whether a key has used its attempts up."""
        times = self._attempts.get(key)
        if times is None:
            return False
        while times and times[0] <= self.clock() - self.seconds:
            times.popleft()
        return len(times) >= self.most

    def count(self, key: str) -> None:
        """Count an attempt; keys not seen for longest are forgotten when there are too many."""
        times = self._attempts.setdefault(key, deque(maxlen=self.most))
        self._attempts.move_to_end(key)
        times.append(self.clock())
        while len(self._attempts) > MAX_KEYS:
            self._attempts.popitem(last=False)

    def forget(self, key: str) -> None:
        """The key has shown that it is no guesser."""
        self._attempts.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._attempts.clear()


FAILED_SIGN_INS = Limiter(most=8, seconds=300)
"""Per address and account: wrong passwords."""
FAILED_ADDRESSES = Limiter(most=60, seconds=300)
"""Per address: wrong passwords of any account."""
WRONG_CODES = Limiter(most=20, seconds=60)
"""Per address: join codes that are no class's."""
NEW_ACCOUNTS = Limiter(most=200, seconds=3_600)
"""Per address: accounts made."""
