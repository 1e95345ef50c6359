package org.musterhpc.agent.process;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Where programs are. A look goes through the PATH, each step of which may be a round trip to a file server, so what was found
 * is believed for a second; and no longer than it can be started.
 */
final class Programs {
    private static final long FRESH = 1_000_000_000;
    private static final int MOST = 256;

    private final Map<Key, Found> known = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /** All that a look depends on. */
    private record Key(String name, Path workdir, String path, boolean bashs) {
        static Key of(Launch launch) {
            return new Key(
                    launch.argv().get(0), launch.workdir(), launch.env().getOrDefault("PATH", ""), launch.bashs());
        }
    }

    private record Found(Path file, long at) {}

    Programs() {
        this(System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    Programs(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A program's file, and that the launch can be tried at all. */
    Path of(Launch launch) throws StartFailed {
        ProgramCheck.checkNul(launch);
        Key key = Key.of(launch);
        long now = nanos.getAsLong();
        Found found = known.get(key);
        if (found == null || now - found.at() > FRESH) {
            if (known.size() >= MOST) {
                known.clear();
            }
            found = new Found(ProgramCheck.of(launch), now);
            known.put(key, found);
        }
        return found.file();
    }

    /** It could not be started: the next look is a real one. */
    void forget(Launch launch) {
        known.remove(Key.of(launch));
    }
}
