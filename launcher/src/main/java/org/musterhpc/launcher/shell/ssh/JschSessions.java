package org.musterhpc.launcher.shell.ssh;

import com.jcraft.jsch.Session;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Target;

/**
 * The session that carries new commands. One through which nothing can be sent gets no more of them, whatever it says of
 * itself; those that it still carries end by themselves before it is closed.
 */
final class JschSessions {
    private final Target target;
    private final JschConnection connection;
    private final AtomicReference<@Nullable Use> current = new AtomicReference<>();

    JschSessions(Target target, JschConnection connection) {
        this.target = target;
        this.connection = connection;
    }

    /** A session, and how many commands it carries. */
    static final class Use {
        private final Session session;
        private int commands = 1;
        private boolean dropped;

        private Use(Session session) {
            this.session = session;
        }

        Session session() {
            return session;
        }

        private synchronized boolean enter() {
            if (dropped || !session.isConnected()) {
                return false;
            }
            commands++;
            return true;
        }

        private void leave() {
            if (lastOne()) {
                session.disconnect();
            }
        }

        private synchronized boolean lastOne() {
            commands--;
            return dropped && commands == 0;
        }

        private synchronized void drop() {
            dropped = true;
        }
    }

    /** For one command; {@link #release} follows. */
    synchronized Use take() throws NotSent, Refused {
        Use open = current.get();
        if (open == null || !open.enter()) {
            if (open != null) {
                drop(open);
            }
            open = new Use(connection.open(target));
            current.set(open);
        }
        return open;
    }

    void release(Use use) {
        use.leave();
    }

    /** It is not what it says: the next command gets another one. Once more is fine. */
    void drop(Use use) {
        use.drop();
        current.compareAndSet(use, null);
    }

    /** Closes it under what it still carries. */
    synchronized void close() {
        Use open = current.getAndSet(null);
        if (open != null) {
            open.session().disconnect();
        }
    }
}
