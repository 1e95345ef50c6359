package org.musterhpc.queue.redis.work;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.musterhpc.queue.Lease;

/** Since when an agent holds its leases, by its own monotonic clock: the clock of Redis' host may jump meanwhile. */
final class ClaimTimes {
    private final Map<Key, Long> since = new ConcurrentHashMap<>();

    private record Key(String stage, long token) {
        static Key of(Lease lease) {
            return new Key(lease.stage(), lease.token());
        }
    }

    void claimed(Collection<Lease> leases, long nanos) {
        leases.forEach(lease -> since.put(Key.of(lease), nanos));
    }

    /** For how many milliseconds it is held; empty where that is not known. */
    String age(Lease lease, long nanos) {
        Long at = since.get(Key.of(lease));
        return at == null ? "" : Long.toString(TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos - at)));
    }

    void gone(Lease lease) {
        since.remove(Key.of(lease));
    }
}
