package org.musterhpc.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.testkit.Ceiling;

/** What every kind of fleet does, wherever its agents run. The cluster's settings ask for two agents; there is work for many. */
public abstract class FleetContract {

    /** As a program of this name opens it. */
    protected abstract Fleet open(String program);

    /** As a program of this name finds it. */
    protected abstract Fleet attach(String program);

    /** A round, at a time when one is due. */
    protected abstract void round(Fleet fleet);

    /** Agents that really are there. */
    protected abstract int running();

    /** Ends one of them, as a node that dies does. */
    protected abstract void killOne();

    /** Whether agents end with the program that opened them. */
    protected abstract boolean endWithTheirProgram();

    private static void until(Callable<Boolean> condition) {
        await().atMost(Ceiling.TIME).until(condition);
    }

    private Fleet opened() {
        Fleet fleet = open("one");
        until(() -> running() == 2);
        return fleet;
    }

    private int left() {
        return endWithTheirProgram() ? 0 : 2;
    }

    @Test
    void openingAgainDoesNotDouble() {
        opened().detach();
        Fleet again = open("two");
        assertThat(again.agents()).isEqualTo(2);
        round(again);
        assertThat(running()).isEqualTo(2);
    }

    @Test
    void attachingStartsNothingAndFindsWhatIsThere() {
        assertThat(attach("zero").agents()).isZero();
        assertThat(running()).isZero();
        opened().detach();
        assertThat(attach("two").agents()).isEqualTo(2);
        assertThat(running()).isEqualTo(2);
    }

    @Test
    void agentThatDiedIsReplaced() {
        Fleet fleet = opened();
        killOne();
        until(() -> {
            round(fleet);
            return fleet.agents() == 2 && running() == 2;
        });
    }

    @Test
    void scalingUpStartsWhatIsMissing() {
        opened().detach();
        Fleet fleet = attach("two");
        fleet.scale(new Goal.Fixed(3));
        assertThat(fleet.agents()).isEqualTo(3);
        until(() -> running() == 3);
    }

    @Test
    void drainingEndsWhatEndsWithItsProgramAndTellsOfTheRest() {
        Fleet fleet = opened();
        assertThat(fleet.drain()).hasSize(endWithTheirProgram() ? 0 : 1);
        until(() -> fleet.drained() && running() == left());
        assertThat(fleet.drain()).as("told once").isEmpty();
    }

    @Test
    void stoppingEndsWhatEndsWithItsProgram() {
        Fleet fleet = opened();
        assertThat(fleet.stop(Ceiling.TIME)).hasSize(endWithTheirProgram() ? 0 : 1);
        assertThat(running()).isEqualTo(left());
    }

    @Test
    void abandoningTellsThemAndDoesNotWait() {
        assertThat(opened().abandon()).isEqualTo(endWithTheirProgram() ? 2 : 0);
        until(() -> running() == left());
    }

    @Test
    void detachingLeavesThemAndMayBeSaidTwice() {
        Fleet fleet = opened();
        fleet.detach();
        fleet.detach();
        assertThat(running()).isEqualTo(2);
    }

    @Test
    void finishingLeavesNothingBehind() {
        Fleet fleet = opened();
        assertThat(fleet.finish(Duration.ZERO)).isZero();
        assertThat(running()).isZero();
        assertThat(attach("two").agents()).isZero();
    }
}
