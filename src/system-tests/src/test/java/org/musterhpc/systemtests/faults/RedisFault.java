package org.musterhpc.systemtests.faults;

import org.musterhpc.testkit.RedisServer;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** What befalls Redis and keeps what it has acknowledged. */
enum RedisFault implements Fault {
    KILLED_SYNCED_ALWAYS("kill -9 of Redis and restart, appendfsync always", away("when it answers again")) {
        @Override
        void strikeRedis(Arena arena) {
            killed(arena, "always");
        }
    },

    KILLED_SYNCED_EACH_SECOND(
            "kill -9 of Redis and restart, appendfsync everysec",
            away("when it answers again")
                    .but(
                            "the last second, where the *machine* of Redis loses its power: what was acknowledged in it may"
                                    + " run again")) {
        @Override
        void strikeRedis(Arena arena) {
            killed(arena, "everysec");
        }

        @Override
        public boolean forgets() {
            return true; // a server that waits for its disk writes up to two seconds later
        }
    },

    STOPPED("SIGSTOP of Redis for seconds", away("when it goes on")) {
        @Override
        void strikeRedis(Arena arena) {
            arena.redis().pause();
            Arena.pass(arena.random(1_000, 4_000));
            arena.redis().resume();
        }
    },

    CLIENTS_PAUSED("CLIENT PAUSE", away("when the pause is over")) {
        @Override
        void strikeRedis(Arena arena) {
            int millis = arena.random(1_000, 3_000);
            arena.peek().must(redis -> redis.clientPause(millis));
            Arena.pass(millis);
        }
    },

    CLIENTS_KILLED("CLIENT KILL TYPE normal: every connection broken", away("at once: all connect again")) {
        @Override
        void strikeRedis(Arena arena) {
            killClients(arena);
        }
    },

    SCRIPTS_FLUSHED("SCRIPT FLUSH", Promise.of("nothing", "at once: scripts are sent again")) {
        @Override
        void strikeRedis(Arena arena) {
            arena.peek().must(redis -> redis.scriptFlush());
        }
    },

    MEMORY_FULL("Redis at its maxmemory, noeviction", away("when there is room again")) {
        @Override
        void strikeRedis(Arena arena) {
            arena.peek().must(redis -> redis.configSet("maxmemory", "1"));
            Arena.pass(arena.random(1_000, 3_000));
            arena.peek().must(redis -> redis.configSet("maxmemory", "0"));
        }
    },

    CLIENTS_FULL("Redis at its maxclients, all connections broken", away("when connections are allowed again")) {
        @Override
        void strikeRedis(Arena arena) {
            arena.peek().must(redis -> redis.configSet("maxclients", "1"));
            killClients(arena);
            Arena.pass(arena.random(1_000, 3_000));
            arena.peek().must(redis -> redis.configSet("maxclients", "10000"));
        }
    };

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // strings alone
    private final Promise promise;

    RedisFault(String title, Promise promise) {
        this.title = title;
        this.promise = promise;
    }

    /** Reports wait in memory and in the spool; leases run on by Redis' clock. */
    private static Promise away(String soon) {
        return Promise.of("what ran longer than its lease meanwhile, or was claimed by an answer that got lost", soon);
    }

    private static void killed(Arena arena, String sync) {
        RedisServer redis = arena.redis();
        arena.peek().must(connection -> connection.configSet("appendfsync", sync));
        redis.kill9();
        Arena.pass(arena.random(0, 2_000));
        redis.restart();
    }

    private static void killClients(Arena arena) {
        arena.peek()
                .must(redis -> redis.clientKill(
                        new ClientKillParams().type(ClientType.NORMAL).skipMe(ClientKillParams.SkipMe.YES)));
    }

    abstract void strikeRedis(Arena arena);

    @Override
    public boolean strike(Arena arena) {
        strikeRedis(arena);
        return true;
    }

    @Override
    public boolean onRedis() {
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
