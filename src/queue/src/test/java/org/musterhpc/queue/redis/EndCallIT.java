package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.Control.EndCall;
import org.musterhpc.queue.Control.EndCall.Word;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.OnEnd;
import org.musterhpc.queue.sign.SigningKey;

/** Of those that look after a campaign one runs what is to be run at its end. */
class EndCallIT {
    private static final String S = "match";
    private static final Duration LEASE = Duration.ofSeconds(30);
    private Rig rig;
    private Control control;
    private Campaign campaign;
    private int agents;

    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), "ends", Rig.stage(S));
        control = rig.queues.control();
        campaign = rig.queues.view().campaign("ends").orElseThrow();
        rig.push(S, 1, 2);
        rig.queues.intake().seal("ends", S);
        endAll();
    }

    private void endAll() {
        WorkQueue agent = rig.agent("a" + agents++);
        Rig.claim(agent, S, 10).forEach(lease -> rig.report(agent, rig.bury(lease)));
        assertThat(rig.overview().complete()).isTrue();
    }

    @AfterEach
    void close() {
        control.purge("ends");
        rig.close();
    }

    private Word claim(String who) {
        return control.claimEnd(campaign, who, LEASE).word();
    }

    @Test
    void oneHasItUntilItIsTold() {
        assertThat(claim("run")).isEqualTo(Word.YOURS);
        EndCall held = control.claimEnd(campaign, "sentinel", LEASE);
        assertThat(held)
                .isEqualTo(new EndCall(
                        Word.HELD, Instant.ofEpochMilli(rig.time.get()).plus(LEASE)));
        rig.pass(Duration.ofSeconds(20));
        assertThat(control.holdEnd(campaign, "run", LEASE).word()).isEqualTo(Word.YOURS);
        rig.pass(Duration.ofSeconds(20));
        assertThat(claim("sentinel")).isEqualTo(Word.HELD);
        control.endTold(campaign, "run", "0");
        assertThat(claim("sentinel")).isEqualTo(Word.TOLD);
        assertThat(claim("run")).isEqualTo(Word.TOLD);
        assertThat(rig.queues.view().events("ends", null, 100).events())
                .filteredOn(event -> event.kind().equals("on_end"))
                .singleElement()
                .satisfies(event -> assertThat(event.detail()).containsEntry("status", "0"));
    }

    @Test
    void ofOneThatDiedAnotherTakesIt() {
        assertThat(claim("run")).isEqualTo(Word.YOURS);
        rig.pass(LEASE);
        assertThat(claim("sentinel")).isEqualTo(Word.YOURS);
        // It was alive after all, and says nothing for the other.
        control.endTold(campaign, "run", "0");
        assertThat(claim("third")).isEqualTo(Word.HELD);
        control.endTold(campaign, "sentinel", "0");
        assertThat(claim("third")).isEqualTo(Word.TOLD);
    }

    @Test
    void clockThatWasPutBackKeepsItFromNobody() {
        assertThat(claim("run")).isEqualTo(Word.YOURS);
        rig.jump(Duration.ofHours(-1));
        assertThat(claim("sentinel")).isEqualTo(Word.YOURS);
    }

    @Test
    void campaignOfWhichTasksRanAgainEndsAgain() {
        assertThat(claim("run")).isEqualTo(Word.YOURS);
        control.endTold(campaign, "run", "0");
        assertThat(control.cancel("ends", null, List.of("match/000001"))).isEqualTo(1);
        assertThat(claim("run")).isEqualTo(Word.TOLD);
        control.requeue("ends", S, List.of(), true);
        endAll();
        assertThat(claim("run")).isEqualTo(Word.YOURS);
        // They run again meanwhile: it is the end before that is told.
        control.requeue("ends", S, List.of(), true);
        endAll();
        control.endTold(campaign, "run", "0");
        assertThat(claim("run")).isEqualTo(Word.YOURS);
    }

    @Test
    void endOfACampaignThatGoesOnIsNobodysYet() {
        control.requeue("ends", S, List.of(), true); // since somebody saw it complete
        assertThat(claim("run")).isEqualTo(Word.GOES_ON);
        WorkQueue agent = rig.agent("again");
        List<Lease> leases = Rig.claim(agent, S, 10);
        assertThat(claim("run")).isEqualTo(Word.GOES_ON);
        rig.report(agent, rig.bury(leases.get(0)));
        rig.report(agent, rig.retry(leases.get(1), Duration.ofMinutes(1)));
        assertThat(claim("run")).isEqualTo(Word.GOES_ON);
        assertThat(control.cancel("ends", null, List.of())).isEqualTo(1);
        assertThat(claim("run")).isEqualTo(Word.YOURS);
        control.endTold(campaign, "run", "0");
        assertThat(claim("run")).isEqualTo(Word.TOLD);
    }

    @Test
    void campaignThatIsGoneOrAnotherIsNobodys() {
        control.purge("ends");
        assertThat(claim("run")).isEqualTo(Word.GONE);
        rig.pass(LEASE);
        rig.queues.intake().create(rig.campaign);
        assertThat(claim("run")).isEqualTo(Word.GONE);
    }

    @Test
    void whatIsRunIsKeptAndSignedWithTheCampaign() {
        SigningKey key = SigningKey.fresh();
        OnEnd onEnd = new OnEnd("./mail.sh \"x\"", "/home/me");
        Campaign signed =
                key.sign(new Campaign("ends-signed", "d", "me", Instant.EPOCH, List.of(Rig.stage(S))).withOnEnd(onEnd));
        rig.queues.intake().create(signed);
        Campaign read = rig.queues.view().campaign("ends-signed").orElseThrow();
        assertThat(read.onEnd()).isEqualTo(onEnd);
        assertThat(key.signed(read)).isTrue();
        assertThat(key.signed(read.withOnEnd(new OnEnd("rm -rf .", "/home/me"))))
                .isFalse();
        assertThat(key.signed(read.withOnEnd(null))).isFalse();
        rig.queues.control().purge("ends-signed");
    }
}
