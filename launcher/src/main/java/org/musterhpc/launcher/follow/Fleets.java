package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.Fleet;

/** A campaign's fleets on all clusters that it runs on, for whoever follows the campaign. */
public final class Fleets implements Drain {
    private final List<Member> members = new ArrayList<>();

    /** @param rounds of a fleet elsewhere; null: its rounds are quick */
    private record Member(Fleet fleet, @Nullable BackgroundRounds rounds) {
        Reconciler reconciler() {
            return rounds != null ? rounds : overview -> fleet.runOnce(overview).notes();
        }

        /** Waits for a round that runs; says what that had to say. */
        List<String> endRounds() {
            return rounds == null ? List.of() : rounds.end();
        }
    }

    /** @param remote whether a round may have to wait for another machine's answer */
    public void add(Fleet fleet, boolean remote) {
        members.add(new Member(fleet, remote ? new BackgroundRounds(fleet) : null));
    }

    public List<Reconciler> reconcilers() {
        return members.stream().map(Member::reconciler).toList();
    }

    public int agents() {
        return members.stream().mapToInt(member -> member.fleet().agents()).sum();
    }

    /** Where agents are, where that is not this machine. */
    public String where() {
        return members.stream()
                .map(member -> member.fleet().where())
                .filter(where -> !where.isEmpty())
                .collect(Collectors.joining(" and "));
    }

    /**
     * The program ends, and the agents stay.
     *
     * @return what a person should know of it, a line each; so do those below
     */
    public List<String> detach() {
        List<String> lines = new ArrayList<>();
        for (Member member : members) {
            lines.addAll(member.endRounds());
            member.fleet().detach();
        }
        return lines;
    }

    /** The campaign has ended: sees to it that nothing of it stays behind; see {@link Fleet#finishEnded}. */
    public List<String> finish() {
        List<String> lines = new ArrayList<>();
        for (Member member : members) {
            lines.addAll(member.endRounds());
            member.fleet().finishEnded();
        }
        return lines;
    }

    /** The campaign cannot go on: ends all its agents. */
    public List<String> end() {
        List<String> lines = new ArrayList<>();
        for (Member member : members) {
            lines.addAll(member.endRounds());
            member.fleet().finish(Fleet.LEAVING);
        }
        return lines;
    }

    @Override
    public List<String> drain() {
        List<String> lines = new ArrayList<>();
        for (Member member : members) {
            lines.addAll(member.endRounds());
            lines.addAll(member.fleet().drain());
        }
        return lines;
    }

    @Override
    public boolean drained() {
        boolean drained = true;
        for (Member member : members) {
            drained &= member.fleet().drained(); // each is asked: it tells its agents again
        }
        return drained;
    }

    /** See {@link Fleet#stop}. */
    public List<String> stop(Duration grace) {
        List<String> lines = new ArrayList<>();
        for (Member member : members) {
            lines.addAll(member.endRounds());
            lines.addAll(member.fleet().stop(grace));
        }
        return lines;
    }

    /** See {@link Fleet#abandon}. */
    public int abandon() {
        return members.stream().mapToInt(member -> member.fleet().abandon()).sum();
    }
}
