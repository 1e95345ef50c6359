package org.musterhpc.queue.redis.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.TestServer;

/** An agent whose campaign changes while an answer to it is on its way, on a real Redis. */
class UnheardChangeIT {
    /** An answer that was lost before the change is heard after it. */
    @Test
    void leasesThatWereGivenBeforeAChangeAndNotHeardOfAreGivenAgain() {
        try (Rig rig = new Rig(TestServer.address(), "unheard", Rig.stage("only"))) {
            rig.push("only", 1, 1);
            RedisWorkQueue agent = (RedisWorkQueue) rig.agent("a");
            Claims.Numbered asked = new Claims.Numbered(1, false, List.of(new Want("only", 1)));
            List<Lease> lost = agent.exchange(List.of(), asked).exchange().leases();
            Campaign first = rig.queues.view().campaign("unheard").orElseThrow();
            Campaign second = first.changed(List.of(Rig.with(first.stage("only"), "second")), "file-2");
            rig.queues.growth().change(first, second);
            Exchanges.Answered told = agent.exchange(List.of(), asked.repeated());
            assertThat(told.exchange().mood()).isEqualTo(Mood.CHANGED);
            assertThat(told.again()).isTrue();
            agent.take(second);
            assertThat(agent.exchange(List.of(), asked.repeated()).exchange().leases())
                    .extracting(Lease::token)
                    .containsExactly(lost.get(0).token());
            rig.queues.control().purge("unheard");
        }
    }
}
