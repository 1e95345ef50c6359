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

        void endRounds() {
            if (rounds != null) {
                rounds.close();
            }
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

    /** The program ends, and the agents stay. */
    public void detach() {
        for (Member member : members) {
            member.endRounds();
            member.fleet().detach();
        }
    }

    /** The campaign has ended: sees to it that nothing of it stays behind; see {@link Fleet#finishEnded}. */
    public void finish() {
        for (Member member : members) {
            member.endRounds();
            member.fleet().finishEnded();
        }
    }

    /** The campaign cannot go on: ends all its agents. */
    public void end() {
        for (Member member : members) {
            member.endRounds();
            member.fleet().finish(Fleet.LEAVING);
        }
    }

    @Override
    public List<String> drain() {
        List<String> lines = new ArrayList<>();
        for (Member member : members) {
            member.endRounds();
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
            member.endRounds();
            lines.addAll(member.fleet().stop(grace));
        }
        return lines;
    }

    /** See {@link Fleet#abandon}. */
    public int abandon() {
        return members.stream().mapToInt(member -> member.fleet().abandon()).sum();
    }
}
