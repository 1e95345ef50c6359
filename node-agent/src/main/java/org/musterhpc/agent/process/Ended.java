package org.musterhpc.agent.process;

import com.sun.jna.Pointer;

/** What {@code wait4} said of a process: its status word, CPU seconds and peak resident bytes. */
record Ended(int status, double cpuS, long maxRssBytes) {

    /** From {@code struct rusage}: user time, system time, then the peak in KiB. */
    static Ended of(int status, Pointer usage) {
        double cpu = usage.getLong(0) + usage.getLong(16) + (usage.getLong(8) + usage.getLong(24)) / 1e6;
        return new Ended(status, cpu, peak(usage));
    }

    static long peak(Pointer usage) {
        return usage.getLong(32) * 1024;
    }

    /** A peak that is not above {@code floor} is dropped: it is that of the process which spawned. */
    Exit exit(long floor) {
        int signal = status & 0x7f;
        long rss = maxRssBytes > floor ? maxRssBytes : 0;
        return signal == 0 ? new Exit((status >> 8) & 0xff, null, cpuS, rss) : new Exit(null, signal, cpuS, rss);
    }
}
