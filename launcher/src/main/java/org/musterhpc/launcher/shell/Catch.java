package org.musterhpc.launcher.shell;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Keeps what a command writes, up to a limit; what is beyond is read and dropped, so that the writer does not block. */
public final class Catch extends OutputStream {
    /** Of standard output: more than any listing that we ask for, less than what would hurt. */
    public static final int OUT = 64 << 20;

    public static final int ERR = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int limit;
    private boolean full;
    private boolean closed;

    public Catch(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] source, int from, int length) {
        int room = Math.min(length, limit - bytes.size());
        bytes.write(source, from, room);
        full |= room < length;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Waits until there is nothing more to come. Returns whether that is so. */
    public synchronized boolean awaitClose(TimeLimit deadline) throws InterruptedException {
        while (!closed && !deadline.over()) {
            wait(Math.max(1, deadline.left().toMillis()));
        }
        return closed;
    }

    public synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    public synchronized boolean full() {
        return full;
    }
}
