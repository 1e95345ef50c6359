package org.musterhpc.systemtests.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a round's campaign is made of: each task writes down that it runs, does so for a moment, and ends as it must. */
enum Shape {
    /** One stage; every task succeeds. */
    PLAIN(List.of(new Part("main", 100, "", ""))),

    /** Beside tasks that succeed: some that fail once, some that climb a ladder, some that always fail. */
    MIXED(List.of(
            new Part("main", 70, "", "", "1s"),
            new Part("flaky", 14, "mkdir flaky-{{n}} 2>/dev/null && exit 3; ", ", exit: same"),
            new Part("climb", 14, "[ {{step}} = 2 ] || exit 5; ", ", exit: {ladder: next}"),
            new Part("broken", 2, "exit 4; ", ", exit: never"))),

    /** Each task of the second stage waits for one of the first. */
    CHAINED(List.of(new Part("main", 50, "", ""), new Part("second", 50, "", ""))),

    /** The result of each task of the first stage brings two others along, and each of these is followed by one. */
    CHILDREN(List.of(
            new Part("main", 20, "echo '{\"children\": [{}, {}]}' > $MUSTER_RESULT; ", ""),
            new Part("part", 20, "", ""),
            new Part("fix", 20, "", ""))),

    /** The last of each stage hang, so that others begin them a second time while the stage after it waits for all of them. */
    STRAGGLING(List.of(
            new Part("early", 33, Part.HANGS, "", "1s"),
            new Part("middle", 33, Part.HANGS, "", "1s"),
            new Part("late", 34, Part.HANGS, "", "1s")));

    private static final int CHILDREN_EACH = 2;

    /**
     * A stage.
     *
     * @param share of all tasks, in percent; where results bring them along, that of those whose results do
     * @param deed what its tasks do after they have written down that they run
     * @param rule what happens to those that fail by themselves
     * @param stragglers when tasks are begun a second time; empty: never
     */
    private record Part(String stage, int share, String deed, String rule, String stragglers) {
        /** Of those that hang, some are done by the second attempt, of some that fails, and some hang again. */
        private static final String HANGS = "if [ {{n}} -gt LAST ]; then case {{n}}.${MUSTER_SECOND:-0} in"
                + " *[0156].1) ;; *[27].1) exit 7 ;; *) exec sleep 8 ;; esac; fi; ";

        private static final int HANG = 5;

        Part(String stage, int share, String deed, String rule) {
            this(stage, share, deed, rule, "");
        }

        int tasks(int all) {
            return Math.max(1, all * share / 100) * (brought() ? CHILDREN_EACH : 1);
        }

        String yaml(int all, String pause) {
            return """
                      %s:
                        command: |
                          read -r now rest < /proc/uptime
                          echo {{id}} $MUSTER_ATTEMPT $now ${MUSTER_SECOND:-0} >> ran.log
                          echo it is {{n}}
                          %scase {{n}} in *50) exec sleep 1 ;; *) exec sleep %s ;; esac
                        %s
                        walltime: %s
                        retry: {max_attempts: 20, max_losses: 200, backoff: 100ms, on: {signal: same, walltime: same, start_failed: same%s}}
                    """.formatted(stage, deed(all), pause, source(all), hangs() ? "14s" : "6s", rule)
                    + ladder()
                    + (stragglers.isEmpty() ? "" : "    stragglers: " + stragglers + "\n");
        }

        private boolean hangs() {
            return deed.equals(HANGS);
        }

        private String deed(int all) {
            return deed.replace("LAST", Integer.toString(tasks(all) - HANG));
        }

        private String source(int all) {
            return switch (stage) {
                case "second" -> "after: main";
                case "middle" -> each(all) + "\n    after: {stage: early, all: true}";
                case "late" -> each(all) + "\n    after: {stage: middle, all: true}";
                case "part" -> "after: {stage: main, children: true}";
                case "fix" -> "after: part";
                default -> each(all);
            };
        }

        private String each(int all) {
            return "tasks: {range: 1-" + tasks(all) + "}";
        }

        private boolean brought() {
            return stage.equals("part") || stage.equals("fix");
        }

        private String key(int n) {
            int parent = (n - 1) / CHILDREN_EACH + 1;
            return brought() ? String.format("%06d.%d", parent, (n - 1) % CHILDREN_EACH + 1) : String.format("%06d", n);
        }

        private String ladder() {
            return deed.contains("{{step}}") ? "    ladder: [{step: 1}, {step: 2}]\n" : "";
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // not changed after it was made
    private final List<Part> parts;

    Shape(List<Part> parts) {
        this.parts = parts;
    }

    List<String> stages() {
        return parts.stream().map(Part::stage).toList();
    }

    /** Stages whose tasks are submitted, not brought along by results. */
    List<String> submitted() {
        return parts.stream().filter(part -> !part.brought()).map(Part::stage).toList();
    }

    /** @param pause seconds that a task takes */
    String yaml(int tasks, String pause) {
        StringBuilder text = new StringBuilder("halt: never\nstages:\n");
        parts.forEach(part -> text.append(part.yaml(tasks, pause)));
        return text.toString();
    }

    /** Every task, and the state in which it has to end. */
    Map<String, String> ends(int tasks) {
        Map<String, String> ends = new LinkedHashMap<>();
        for (Part part : parts) {
            for (int n = 1; n <= part.tasks(tasks); n++) {
                ends.put(part.stage() + "/" + part.key(n), part.stage().equals("broken") ? "DEAD" : "DONE");
            }
        }
        return ends;
    }

    static Shape of(int number) {
        List<Shape> all = new ArrayList<>(List.of(values()));
        return all.get(Math.floorMod(number, all.size()));
    }
}
