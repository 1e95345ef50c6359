package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Growth.Found;
import org.musterhpc.queue.Growth.Unsealed;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.queue.sign.SigningKey;

/** Campaigns to which tasks are added, on a real Redis. */
class GrowthIT {
    private static Rig rig(String name) {
        return new Rig(
                TestServer.address(),
                name,
                Setups.chain(name, 1, 1, false).stages().toArray(Stage[]::new));
    }

    private static void submit(Rig rig, int tasks) {
        for (String stage : List.of("first", "second", "third")) {
            rig.push(stage, 1, stage.equals("third") ? 1 : tasks);
            rig.queues.intake().seal(rig.campaign.name(), stage);
        }
    }

    private static void work(Rig rig, WorkQueue agent, String stage) {
        assertThat(rig.report(agent, rig.finish(rig.claimOne(agent, stage)))).hasToString("ACCEPTED");
    }

    private static Unsealed unseal(Rig rig, boolean ended) {
        List<String> grown = rig.campaign.grownWith("first");
        assertThat(grown).containsExactly("first", "second");
        return rig.queues.growth().unseal(rig.campaign.name(), grown, ended);
    }

    @Test
    void tasksThatComeWhileOthersRunAreWaitedForByWhatWaitsForAll() {
        try (Rig rig = rig("growing")) {
            submit(rig, 1);
            WorkQueue agent = rig.agent("a");
            assertThat(unseal(rig, false).found()).isEqualTo(Found.OK);
            work(rig, agent, "first");
            work(rig, agent, "second");
            assertThat(rig.count("third", State.BLOCKED)).isEqualTo(1);
            assertThat(agent.exchange(List.of(), List.of(new Want("first", 1))).mood())
                    .isEqualTo(Mood.OPEN);
            rig.push("first", 2, 2);
            rig.push("second", 2, 2);
            rig.queues.intake().seal("growing", "first");
            rig.queues.intake().seal("growing", "second");
            assertThat(rig.count("third", State.BLOCKED)).isEqualTo(1);
            work(rig, agent, "first");
            work(rig, agent, "second");
            work(rig, agent, "third");
            assertThat(rig.overview().complete()).isTrue();
            assertThat(rig.queues.view().audit("growing").holds()).isTrue();
            rig.queues.control().purge("growing");
        }
    }

    @Test
    void whatHasEndedOrWaitedForAllOfItIsLeftAsItIs() {
        try (Rig rig = rig("grown-up")) {
            submit(rig, 1);
            WorkQueue agent = rig.agent("a");
            work(rig, agent, "first");
            work(rig, agent, "second");
            assertThat(unseal(rig, false)).isEqualTo(new Unsealed(Found.BEGUN, "third"));
            assertThat(unseal(rig, true)).isEqualTo(new Unsealed(Found.BEGUN, "third"));
            work(rig, agent, "third");
            assertThat(unseal(rig, false)).isEqualTo(new Unsealed(Found.COMPLETE, ""));
            assertThat(rig.overview().complete()).isTrue();
            try (ScriptRunner runner = TestServer.runner()) {
                String key = new Keys(RedisAddress.DEFAULT_PREFIX, "grown-up").campaign();
                runner.ask(redis -> redis.hset(key, "restoring", "1"));
                assertThat(unseal(rig, true).found()).isEqualTo(Found.RESTORING);
            }
            rig.queues.control().purge("grown-up");
        }
    }

    @Test
    void oneThatHasEndedMayGrowWhereNothingWaitsForAllOfIt() {
        Stage stage = Rig.stage("only");
        try (Rig rig = new Rig(TestServer.address(), "again", stage)) {
            rig.push("only", 1, 1);
            rig.queues.intake().seal("again", "only");
            work(rig, rig.agent("a"), "only");
            assertThat(rig.queues
                            .growth()
                            .unseal("again", List.of("only"), true)
                            .found())
                    .isEqualTo(Found.OK);
            assertThat(rig.overview().complete()).isFalse();
            rig.queues.control().purge("again");
        }
    }

    @Test
    void groupThatWaitsGetsOneMoreAndOneThatWasReleasedIsTold() {
        Stage[] stages = Setups.groups("grouped", false).stages().toArray(Stage[]::new);
        try (Rig rig = new Rig(TestServer.address(), "grouped", stages)) {
            rig.queues.intake().push("grouped", "first", List.of(member(1, "a"), member(2, "b")));
            rig.queues.intake().push("grouped", "second", List.of(group(1, "a"), group(2, "b")));
            WorkQueue agent = rig.agent("a");
            work(rig, agent, "first");
            assertThat(rig.queues.growth().released("grouped", "second", List.of("a", "b", "c")))
                    .containsExactly("c");
            rig.queues.intake().push("grouped", "first", List.of(member(3, "a")));
            rig.queues.intake().seal("grouped", "first");
            rig.queues.intake().seal("grouped", "second");
            assertThat(rig.count("second", State.BLOCKED)).isEqualTo(2);
            work(rig, agent, "first");
            assertThat(rig.stateOf("second/b")).isEqualTo(State.PENDING);
            assertThat(rig.queues.growth().released("grouped", "second", List.of("a", "b")))
                    .containsExactly("b");
            work(rig, agent, "first");
            assertThat(rig.stateOf("second/a")).isEqualTo(State.PENDING);
            assertThat(rig.queues.view().audit("grouped").holds()).isTrue();
            rig.queues.control().purge("grouped");
        }
    }

    @Test
    void openIsToldByTheCampaignUntilItIsClosedOnce() {
        Campaign open =
                new Campaign("open", "d", "me", Instant.EPOCH, List.of(Rig.stage("only")), false, "").withOpen(true);
        try (Queues queues = Queues.connect(TestServer.address())) {
            queues.intake().create(open);
            assertThat(queues.view().campaign("open").orElseThrow().open()).isTrue();
            assertThat(queues.view().overview("open").open()).isTrue();
            assertThat(queues.intake().open("open")).isTrue();
            assertThat(queues.growth().close("open")).isTrue();
            assertThat(queues.growth().close("open")).isFalse();
            assertThat(queues.view().campaign("open").orElseThrow().open()).isFalse();
            assertThat(queues.view().overview("open").open()).isFalse();
            assertThat(queues.view().events("open", null, 10).events())
                    .extracting(event -> event.kind())
                    .containsExactly("close");
            queues.control().purge("open");
        }
    }

    @Test
    void whatIsClaimedAfterAChangeIsClaimedByTheNewEdition() {
        SigningKey key = SigningKey.fresh();
        try (Rig rig = new Rig(TestServer.address(), "changed", Rig.stage("only"))) {
            rig.push("only", 1, 3);
            WorkQueue agent = rig.agent("a");
            Lease old = rig.claimOne(agent, "only");
            Campaign first = rig.queues.view().campaign("changed").orElseThrow();
            Campaign second = key.sign(first.changed(List.of(Rig.with(first.stage("only"), "second")), "file-2"));
            assertThat(rig.queues.growth().change(first, second)).isTrue();
            assertThat(rig.queues.growth().change(first, second)).isFalse();
            assertThat(rig.queues.view().campaign("changed").orElseThrow()).isEqualTo(second);
            assertThat(key.signed(second)).isTrue();
            assertThat(key.signed(new Campaign(
                            second.name(),
                            second.digest(),
                            second.owner(),
                            second.created(),
                            second.stages(),
                            false,
                            second.signature())))
                    .as("the number of the edition is signed")
                    .isFalse();

            WorkQueue.Exchange told = agent.exchange(List.of(rig.finish(old)), List.of(new Want("only", 1)));
            assertThat(told.answers()).containsExactly(Report.Answer.ACCEPTED);
            assertThat(told.mood()).isEqualTo(Mood.CHANGED);
            assertThat(told.leases()).isEmpty();
            assertThat(agent.exchange(List.of(), List.of(new Want("only", 1))).mood())
                    .isEqualTo(Mood.CHANGED);
            assertThat(agent.changed()).isEqualTo(second);
            agent.take(agent.changed());
            Lease lease = rig.claimOne(agent, "only");
            assertThat(lease.walltime()).isEqualTo(Duration.ofMinutes(3));
            assertThat(rig.claimOne(rig.agent("later"), "only").walltime()).isEqualTo(Duration.ofMinutes(3));

            Campaign third = second.changed(List.of(Rig.with(first.stage("only"), "third")), "file-3");
            assertThat(rig.queues.growth().change(second, third)).isTrue();
            assertThat(rig.queues.growth().edition(third, 1).stages()).isEqualTo(first.stages());
            assertThat(rig.queues.growth().edition(third, 2).stages()).isEqualTo(second.stages());
            assertThat(rig.queues.growth().edition(third, Integer.MIN_VALUE).stages())
                    .isEqualTo(first.stages());
            assertThat(rig.tally("only").pushed()).isEqualTo(3);
            rig.queues.control().purge("changed");
        }
    }

    private static Message member(int n, String group) {
        ObjectNode extra = JsonNodeFactory.instance.objectNode();
        extra.withObjectProperty(Message.GROUPS).put("second", group);
        Message plain = Rig.message("first", n);
        return new Message(plain.id(), n, plain.tries(), plain.needs(), plain.params(), extra);
    }

    private static Message group(int n, String name) {
        return new Message("second/" + name, n, Message.Tries.NONE, Message.Needs.NOTHING, Rig.empty(), Rig.empty());
    }
}
