"""The passphrase of the benchmark's stores, and the least that guessing it may cost.

Key derivation is slow on purpose (about 0.2 s, 64 MiB). Where it is to be left out of a
figure, the store is made with the least cost that is allowed, and that is taken off.
"""

PASSPHRASE = "nobody real lives in here"  # of stores that hold nobody
LEAST_MEMORY_KIB = 19 * 1024


def derivation(memory_kib: int, passes: int, lanes: int) -> float:
    """Seconds that one derivation takes here: the least of five."""
    import time

    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    took = []
    for _ in range(5):
        began = time.perf_counter()
        Argon2id(
            salt=bytes(16), length=32, iterations=passes, lanes=lanes, memory_cost=memory_kib
        ).derive(PASSPHRASE.encode())
        took.append(time.perf_counter() - began)
    return min(took)
