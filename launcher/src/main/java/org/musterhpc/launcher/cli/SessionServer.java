package org.musterhpc.launcher.cli;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.redis.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** A command's server and terminal, as whoever runs agents knows them. */
final class SessionServer implements QueueServer, Notes {
    private final Session session;
    private final String program =
            Machine.here().name() + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();

    SessionServer(Session session) {
        this.session = session;
    }

    @Override
    public View view() {
        return session.view();
    }

    @Override
    public Ledger ledger() {
        return session.link().ledger();
    }

    @Override
    public Control control() {
        return session.control();
    }

    @Override
    public WorkQueue work(String campaign) {
        return session.link().work(campaign);
    }

    @Override
    public String program() {
        return program;
    }

    @Override
    public AgentSpec spec(String campaign, @Nullable SigningKey key) {
        return session.setup()
                .spec(campaign, key, session.address(), session.home().logs(campaign));
    }

    @Override
    public RedisAddress address() {
        return session.address();
    }

    @Override
    public @Nullable RedisAddress elsewhere() {
        RedisAddress elsewhere = session.addressElsewhere();
        return elsewhere == null ? null : session.setup().forAgents(elsewhere);
    }

    @Override
    public void note(String line) {
        session.note(line);
    }

    @Override
    public Open during(String what) {
        return Meanwhile.telling(session, what)::close;
    }
}
