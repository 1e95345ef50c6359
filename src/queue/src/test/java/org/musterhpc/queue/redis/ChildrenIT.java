package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.queue.sign.Trust;

/** Tasks that results bring along, on a real Redis: beside what the check of the protocol says of them. */
class ChildrenIT {
    private static Rig rig(String name) {
        Setup setup = Setups.family(name);
        return new Rig(TestServer.address(), name, setup.stages().toArray(Stage[]::new));
    }

    private static Report.Finish with(Report.Finish finish, int children) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode list = result.putArray(Children.KEY);
        for (int i = 0; i < children; i++) {
            list.addObject().put("g", i % 100).put("path", "data/part-" + i + ".nc");
        }
        Ending ending = finish.ending();
        return new Report.Finish(
                finish.lease(),
                new Ending(
                        ending.stage(),
                        ending.state(),
                        ending.message(),
                        ending.last().with(result)));
    }

    /** By its own thread's clock, so that what else runs here does not count. */
    private static double busyMs(ScriptRunner runner) {
        return runner.ask(redis -> redis.info("cpu"))
                .lines()
                .filter(line -> line.matches("used_cpu_(sys|user)_main_thread:.*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)) * 1e3)
                .sum();
    }

    @Test
    void mostThatOneResultMayBringAreThereAtOnceAndTheRecordOnlyCountsThem() {
        try (Rig rig = rig("many-children")) {
            rig.push("split", 1, 1);
            rig.queues.intake().seal(rig.campaign.name(), "split");
            WorkQueue agent = rig.agent("a");
            Report.Finish finish = with(rig.finish(rig.claimOne(agent, "split")), Children.MOST);
            try (ScriptRunner runner = TestServer.runner()) {
                double before = busyMs(runner);
                assertThat(rig.report(agent, finish)).isEqualTo(Answer.ACCEPTED);
                System.out.printf("%,d children: %.1f ms of Redis%n", Children.MOST, busyMs(runner) - before);
            }
            assertThat(rig.report(agent, finish)).isEqualTo(Answer.ALREADY);
            assertThat(rig.count("part", State.PENDING)).isEqualTo(Children.MOST);
            assertThat(rig.count("join", State.BLOCKED)).isEqualTo(100);
            Ending done = rig.queues
                    .view()
                    .find("many-children", "split/000001")
                    .orElseThrow()
                    .ending();
            assertThat(String.valueOf(done == null ? null : done.last().result()))
                    .isEqualTo("{\"children\":10000}");
            assertThat(rig.queues.view().audit("many-children").holds()).isTrue();
            rig.queues.control().purge("many-children");
        }
    }

    @Test
    void campaignIsNotCompleteBeforeNoMoreCanCome() {
        try (Rig rig = rig("open-children")) {
            rig.push("split", 1, 1);
            rig.queues.intake().seal(rig.campaign.name(), "split");
            WorkQueue agent = rig.agent("a");
            Lease lease = rig.claimOne(agent, "split");
            assertThat(rig.report(agent, rig.bury(lease))).isEqualTo(Answer.ACCEPTED);
            assertThat(agent.exchange(List.of(), List.of(new Want("part", 1))).mood())
                    .isEqualTo(Mood.OPEN);
            agent.tend(Duration.ofSeconds(1));
            assertThat(rig.overview().complete()).isTrue();
            assertThat(agent.exchange(List.of(), List.of(new Want("part", 1))).mood())
                    .isEqualTo(Mood.COMPLETE);
            // Sent again, it brings what it did not.
            rig.queues.control().requeue("open-children", null, List.of(), false);
            assertThat(rig.report(agent, rig.finish(rig.claimOne(agent, "split"))))
                    .isEqualTo(Answer.ACCEPTED);
            assertThat(rig.overview().complete()).isFalse();
            assertThat(rig.count("part", State.PENDING)).isEqualTo(3);
            rig.queues.control().purge("open-children");
        }
    }

    @Test
    void whatIsBroughtWhileTheCampaignIsRestoredIsHandedInAgain() {
        try (Rig rig = rig("restored-children")) {
            rig.push("split", 1, 1);
            WorkQueue agent = rig.agent("a");
            Report.Finish finish = rig.finish(rig.claimOne(agent, "split"));
            String key = new Keys(RedisAddress.DEFAULT_PREFIX, "restored-children").campaign();
            try (ScriptRunner runner = TestServer.runner()) {
                runner.ask(redis -> redis.hset(key, "restoring", "1"));
                assertThatThrownBy(() -> agent.exchange(List.of(finish), List.of()))
                        .isInstanceOf(QueueUnavailableException.class)
                        .hasMessageContaining("RESTORING");
                runner.ask(redis -> redis.hdel(key, "restoring"));
            }
            assertThat(rig.report(agent, finish)).isEqualTo(Answer.ACCEPTED);
            rig.queues.control().purge("restored-children");
        }
    }

    @Test
    void childrenBearTheOwnersSignature() throws Exception {
        SigningKey key = SigningKey.fresh();
        Setup setup = Setups.family("signed-children");
        Campaign campaign = key.sign(new Campaign("signed-children", "digest", "me", Instant.EPOCH, setup.stages()));
        try (Queues queues = Queues.connect(TestServer.address())) {
            queues.intake().create(campaign);
            Message parent = key.sign("split", Rig.message("split", 1));
            queues.intake().push("signed-children", "split", List.of(parent));
            try (Rig rig = rig("signed-children-words");
                    WorkQueue agent = queues.work("signed-children", Rig.agentInfo("a"), Rig.GRACE, key)) {
                agent.beat(Rig.agentInfo("a"), List.of());
                Lease lease = Rig.claim(agent, "split", 1).get(0);
                agent.exchange(List.of(with(rig.finish(lease), 3)), List.of());
                List<Lease> children = Rig.claim(agent, "part", 10);
                assertThat(children).hasSize(3);
                Trust trust = Trust.in(queues.view().campaign("signed-children").orElseThrow(), key);
                assertThat(children).allMatch(child -> trust.objection("part", child.message()) == null);
                Message forged = children.get(0).message();
                forged.params().put("path", "/etc/passwd");
                assertThat(trust.objection("part", forged)).contains("signature");
                rig.queues.control().purge("signed-children-words");
            }
            queues.control().purge("signed-children");
        }
    }

    @Test
    void resultThatNoAgentWouldTakeIsNotHandedIn() {
        try (Rig rig = rig("bad-children")) {
            rig.push("split", 1, 1);
            WorkQueue agent = rig.agent("a");
            Report.Finish finish = with(rig.finish(rig.claimOne(agent, "split")), Children.MOST + 1);
            assertThatThrownBy(() -> agent.exchange(List.of(finish), List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("split/000001: it has 10001 children");
            rig.queues.control().purge("bad-children");
        }
    }
}
