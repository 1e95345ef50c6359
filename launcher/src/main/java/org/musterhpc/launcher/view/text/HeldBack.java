package org.musterhpc.launcher.view.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Explanation;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Bounds.Rate;
import org.musterhpc.queue.model.Bounds.Share;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/** What keeps a task from beginning though there are agents: bounds of its stage, limits, and what no agent has. */
final class HeldBack {
    private HeldBack() {}

    static List<String> lines(Explanation known) {
        List<String> lines = new ArrayList<>();
        String stage = Harmless.line(known.stage().name());
        int most = known.stage().bounds().maxRunning();
        long running = working(known, known.stage());
        if (most > 0 && running >= most) {
            lines.add("of stage " + stage + " " + running + " run, and max_running is " + most
                    + ": it begins when one of them ends");
        }
        new TreeMap<>(known.stage().bounds().shares()).forEach((name, share) -> limit(known, name, share, lines));
        Rate rate = known.stage().bounds().rate();
        if (rate != null) {
            lines.add("of stage " + stage + " " + Numbers.of(Numbers.grouped(rate.tasks()), "task") + " may begin in "
                    + Times.words(rate.per()) + " (rate), one after the other");
        }
        String lack = lack(known);
        if (lack != null) {
            lines.add(lack);
            lines.add("lower resources: of the stage, then muster submit --update; or start agents that have more, by"
                    + " muster.yml: agent: {resources: …} for what has a name, cpus: and gpus: of a cluster");
        }
        return lines;
    }

    private static void limit(Explanation known, String name, Share share, List<String> lines) {
        Map<String, Long> used = new TreeMap<>();
        for (Stage stage : known.stages()) {
            Share theirs = stage.bounds().shares().get(name);
            long running = working(known, stage);
            if (theirs != null && running > 0) {
                used.put(stage.name(), running * theirs.need());
            }
        }
        long sum = used.values().stream().mapToLong(Long::longValue).sum();
        if (sum + share.need() > share.of()) {
            String who = used.entrySet().stream()
                    .map(each -> "stage " + Harmless.line(each.getKey()) + " has " + each.getValue())
                    .collect(Collectors.joining(", "));
            lines.add("it takes " + share.need() + " of the campaign's limit " + Harmless.line(name) + ", of which "
                    + sum + " of " + share.of() + " are taken: " + who + "; it begins when tasks of these end");
        }
    }

    private static long working(Explanation known, Stage stage) {
        Tally tally = known.overview().stages().get(stage.name());
        return tally == null ? 0 : tally.count(State.WORKING);
    }

    /** What none of the agents has that live and say what they have; null where one has all of it, or none says. */
    private static @Nullable String lack(Explanation known) {
        List<Map<String, Long>> offers = known.agents().stream()
                .filter(View.AgentView::alive)
                .map(agent -> agent.info().offers())
                .filter(offer -> !offer.isEmpty())
                .toList();
        Map<String, Long> wanted = wanted(known);
        if (offers.isEmpty() || offers.stream().anyMatch(offer -> fits(wanted, offer))) {
            return null;
        }
        List<String> parts = new ArrayList<>();
        wanted.forEach((name, number) -> {
            long best = offers.stream()
                    .mapToLong(offer -> offered(offer, name))
                    .max()
                    .orElse(0);
            if (best < number) {
                parts.add(Harmless.line(name) + ": " + amount(name, number) + ", and the most that one has is "
                        + amount(name, best));
            }
        });
        return "it needs what none of the " + Numbers.of(Integer.toString(offers.size()), "agent") + " has that live: "
                + (parts.isEmpty() ? "all of it at once" : String.join("; ", parts));
    }

    private static boolean fits(Map<String, Long> wanted, Map<String, Long> offer) {
        return wanted.entrySet().stream().allMatch(want -> want.getValue() <= offered(offer, want.getKey()));
    }

    /** One that counts tasks instead of cpus does not say how many it has. */
    private static long offered(Map<String, Long> offer, String name) {
        boolean unlimited = name.equals("cpus") || name.equals("memory");
        return offer.getOrDefault(name, unlimited ? Long.MAX_VALUE : 0L);
    }

    private static Map<String, Long> wanted(Explanation known) {
        Stage.Limits limits = known.stage().limits();
        Message.Needs own = known.task().message().needs();
        Map<String, Long> wanted = new TreeMap<>();
        limits.named().forEach((name, number) -> wanted.put(name, (long) number));
        wanted.put("cpus", (long) limits.cpus());
        Long memory = own.memory() != null ? own.memory() : limits.memory();
        if (memory != null) {
            wanted.put("memory", memory);
        }
        if (limits.gpus() > 0) {
            wanted.put("gpus", (long) limits.gpus());
        }
        return wanted;
    }

    private static String amount(String name, long number) {
        return name.equals("memory") ? MemorySize.format(number >> 20 << 20) : Long.toString(number);
    }
}
