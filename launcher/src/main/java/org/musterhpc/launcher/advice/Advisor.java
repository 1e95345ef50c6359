package org.musterhpc.launcher.advice;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.musterhpc.launcher.history.AgentRuns;
import org.musterhpc.launcher.history.CampaignHistory;
import org.musterhpc.launcher.history.StageHistory;
import org.musterhpc.launcher.report.DefinitionText;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.Stage;

/** Tells from the attempts of a campaign what it should ask for. */
public final class Advisor {
    /** Of fewer attempts nobody knows what one of a hundred does. */
    public static final int ENOUGH = 20;

    private static final double IDLE = 0.5;
    private static final double BUSY = 0.85;
    private static final double HEADROOM = 1.1;
    private static final int ROUNDS = 4;
    private static final String LOCAL = "local";

    private Advisor() {}

    public static Advice of(Campaign campaign, CampaignHistory history) {
        List<Advice.OfStage> stages = new ArrayList<>();
        for (Stage stage : campaign.stages()) {
            stages.add(stage(stage, history.stages().getOrDefault(stage.name(), new StageHistory())));
        }
        return new Advice(stages, capacity(campaign, history));
    }

    private static Advice.OfStage stage(Stage stage, StageHistory history) {
        List<String> sentences = new ArrayList<>();
        List<Advice.Suggestion> suggestions = new ArrayList<>();
        Map<String, Object> resources = DefinitionText.resources(stage);
        boolean enough = history.wall().count() >= ENOUGH;
        Duration asked = stage.limits().walltime();
        WalltimeAdvice.Answer walltime = new WalltimeAdvice(asked, grows(stage), history).answer(enough);
        if (walltime != null) {
            sentences.add(walltime.sentence());
            if (walltime.to() != null) {
                suggestions.add(new Advice.Suggestion(
                        Advice.Suggestion.WALLTIME, Rounded.text(asked), Rounded.text(walltime.to())));
            }
        }
        boolean other = memory(stage, history, enough, sentences, suggestions, resources);
        if (enough) {
            other |= processors(stage, history, sentences, suggestions, resources);
        }
        return new Advice.OfStage(
                stage.name(), history.wall().count(), enough, sentences, suggestions, other ? resources : Map.of());
    }

    /** By default a walltime that was too short is doubled. */
    private static boolean grows(Stage stage) {
        RetryRule rule = stage.retry().on().get(Outcome.WALLTIME);
        boolean more = rule == null ? stage.ladder().isEmpty() : rule instanceof RetryRule.Grow;
        return more && stage.retry().maxAttempts() > 1;
    }

    private static boolean memory(
            Stage stage,
            StageHistory history,
            boolean enough,
            List<String> sentences,
            List<Advice.Suggestion> suggestions,
            Map<String, Object> resources) {
        Long asked = stage.limits().memory();
        MemoryAdvice.Answer memory = new MemoryAdvice(asked, history).answer(enough);
        if (memory == null) {
            return false;
        }
        sentences.add(memory.sentence());
        Long to = memory.to();
        if (to == null) {
            return false;
        }
        String text = MemorySize.format(to);
        suggestions.add(new Advice.Suggestion(
                Advice.Suggestion.MEMORY, asked == null ? "not limited" : MemorySize.format(asked), text));
        resources.put(Advice.Suggestion.MEMORY, text);
        return true;
    }

    private static boolean processors(
            Stage stage,
            StageHistory history,
            List<String> sentences,
            List<Advice.Suggestion> suggestions,
            Map<String, Object> resources) {
        int asked = stage.limits().cpus();
        double used = history.processors();
        int wanted = Math.max(1, (int) Math.ceil(used * HEADROOM - 0.05));
        if (asked < 2 || used <= 0 || used > IDLE * asked || wanted >= asked) {
            return false;
        }
        sentences.add(String.format(
                Locale.ROOT,
                "a task keeps %.1f of %d processors busy: ask %d, so that more run at once",
                used,
                asked,
                wanted));
        suggestions.add(
                new Advice.Suggestion(Advice.Suggestion.CPUS, Integer.toString(asked), Integer.toString(wanted)));
        resources.put(Advice.Suggestion.CPUS, wanted);
        return true;
    }

    /** Whether more, or fewer, should have run at once. */
    private static List<String> capacity(Campaign campaign, CampaignHistory history) {
        List<AgentRuns> agents = history.agents();
        long slots = Math.round(history.slots().peak());
        long attempts = agents.stream().mapToLong(AgentRuns::attempts).sum();
        if (slots == 0 || attempts < Math.max(ENOUGH, ROUNDS * slots)) {
            return List.of();
        }
        double used = history.busySeconds() / Math.max(1e-3, history.slotSeconds());
        double took = (history.running().until() - history.running().from()) / 1000.0;
        double longest = history.stages().values().stream()
                        .mapToLong(stage -> Math.max(
                                stage.wall().greatest(), stage.failedWall().greatest()))
                        .max()
                        .orElse(0)
                / 1000.0;
        double saved = took - Math.max(took / 2, longest);
        String percent = Math.round(100 * used) + "%";
        if (used < IDLE) {
            return List.of(
                    "only " + percent + " of the time of slots was used: fewer agents would have done about as much");
        }
        if (used < BUSY || saved < 0.1 * took) {
            return List.of();
        }
        String times = 2 * slots + " slots instead of " + slots + " would have saved about " + Times.exact(saved)
                + " of " + Times.exact(took);
        return List.of(percent + " of the time of slots was used; " + times + ": " + how(campaign, history, agents));
    }

    private static String how(Campaign campaign, CampaignHistory history, List<AgentRuns> agents) {
        double wall = 0;
        double cpu = 0;
        for (Stage stage : campaign.stages()) {
            StageHistory its = history.stages().getOrDefault(stage.name(), new StageHistory());
            wall += its.wall().sum() * stage.limits().cpus();
            cpu += its.cpu().sum();
        }
        if (cpu < IDLE * wall) {
            int most = agents.stream().mapToInt(AgentRuns::slots).max().orElse(1);
            return "tasks left their processors idle most of the time, so the same agents can run twice as many"
                    + " (muster.yml: agent: {slots: " + 2 * most + "})";
        }
        String cluster = agents.get(0).place().cluster();
        return cluster.isEmpty() || cluster.equals(LOCAL)
                ? "on a machine with more processors, or on several"
                : "with twice the agents, if there is room (muster scale " + campaign.name() + " --cluster " + cluster
                        + " --elements " + 2L * agents.size() + ")";
    }
}
