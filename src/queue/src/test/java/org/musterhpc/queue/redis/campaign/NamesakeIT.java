package org.musterhpc.queue.redis.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.TestServer;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Agents that know more, or other things, than the server does. */
class NamesakeIT {
    private static final String NAME = "namesake";
    private static final String S = "first";
    private final Rig rig = new Rig(TestServer.address(), NAME, Rig.stage(S));

    @AfterEach
    void close() {
        rig.queues.control().purge(NAME);
        rig.close();
    }

    @Test
    void agentOfTheFirstGetsAndEndsNothingOfTheSecond() {
        rig.push(S, 1, 2);
        WorkQueue old = rig.agent("old");
        List<Lease> before = Rig.claim(old, S, 2);
        rig.queues.control().purge(NAME);
        rig.time.addAndGet(1);
        Campaign second = new Campaign(NAME, "second", "me", Instant.EPOCH, List.of(Rig.stage(S)));
        rig.queues.intake().create(second);
        rig.push(S, 1, 3);
        WorkQueue young = rig.agent("young");
        List<Lease> after = Rig.claim(young, S, 2);

        assertThat(after.get(0).id()).isEqualTo(before.get(0).id());
        assertThat(old.exchange(List.of(), List.of(new Want(S, 1))).mood()).isEqualTo(Mood.GONE);
        assertThat(old.beat(Rig.agentInfo("old"), before).mood()).isEqualTo(Mood.GONE);
        assertThat(rig.report(old, rig.finish(before.get(0)))).isEqualTo(Answer.STALE);
        assertThat(rig.count(S, State.WORKING)).isEqualTo(2);
        assertThat(rig.count(S, State.PENDING)).isOne();
        assertThat(rig.report(young, rig.finish(after.get(0)))).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void serverThatHasForgottenGivesNoTokenAgain() {
        rig.push(S, 1, 1);
        WorkQueue agent = rig.agent("a");
        Lease before = rig.claimOne(agent, S);
        try (ScriptRunner runner = TestServer.runner()) {
            Keys keys = new Keys(RedisAddress.DEFAULT_PREFIX, NAME);
            runner.ask(redis -> {
                // As it stood before the claim.
                redis.del(keys.working(S), keys.expiry(S));
                redis.hdel(keys.counts(S), "token");
                redis.hincrBy(keys.counts(S), "pending", 1);
                return redis.rpush(keys.proc(S), MessageCodec.encode(before.message()));
            });
        }
        rig.time.addAndGet(1);
        Lease after = rig.claimOne(rig.agent("b"), S);
        assertThat(after.token()).isGreaterThan(before.token());
        assertThat(rig.report(agent, rig.finish(before))).isEqualTo(Answer.STALE);
        assertThat(rig.report(agent, rig.finish(after))).isEqualTo(Answer.ACCEPTED);
    }
}
