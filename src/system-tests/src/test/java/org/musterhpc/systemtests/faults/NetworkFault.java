package org.musterhpc.systemtests.faults;

import org.musterhpc.testkit.TcpProxy;

/** What befalls the network between one host and Redis. */
enum NetworkFault implements Fault {
    CUT("network cut: connections broken, new ones refused", "when the network is back, or a lease after it went") {
        @Override
        void strike(Arena arena, TcpProxy network) {
            network.cut();
            Arena.pass(arena.random(500, 5_000));
            network.mend();
        }
    },

    SLOW("network slow: 200 ms each way", "at once: it is slower meanwhile") {
        @Override
        void strike(Arena arena, TcpProxy network) {
            network.delay(200);
            Arena.pass(3_000);
            network.delay(0);
        }
    },

    DEAF("half-open: bytes held back both ways while connections stay", "when bytes flow again, or after a lease") {
        @Override
        void strike(Arena arena, TcpProxy network) {
            network.stall();
            Arena.pass(arena.random(1_000, 5_000));
            network.mend();
        }
    },

    ANSWERS_LOST("half-open: requests arrive, answers are lost", "when the connection has broken, or after a lease") {
        @Override
        void strike(Arena arena, TcpProxy network) {
            network.loseAnswers();
            Arena.pass(arena.random(1_000, 4_000));
            network.reset();
            network.mend();
        }
    },

    RESET("connections reset", "at once: the agent connects again") {
        @Override
        void strike(Arena arena, TcpProxy network) {
            network.reset();
        }
    };

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // strings alone
    private final Promise promise;

    NetworkFault(String title, String soon) {
        this.title = title;
        this.promise = Promise.of("what the host ran, where the fault is longer than the lease", soon)
                .but("that a host whose network stays away works on");
    }

    abstract void strike(Arena arena, TcpProxy network);

    @Override
    public boolean strike(Arena arena) {
        strike(arena, arena.someHost().network());
        return true;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Promise promise() {
        return promise;
    }
}
