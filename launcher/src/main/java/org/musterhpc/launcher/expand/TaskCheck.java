package org.musterhpc.launcher.expand;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.musterhpc.launcher.campaign.FileTemplate;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.queue.command.FillException;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;

/**
 * Checks a task before it is sent: its command can be filled in, on every step of the ladder, and the files that it reads
 * are there. Inputs of a stage that waits for another are not looked for: they may be what the other one makes.
 */
final class TaskCheck {
    private static final int REMEMBERED = 10_000;

    private final StageSpec spec;
    private final Findings findings;
    private final Path folder;
    private final boolean inputs;
    private final Map<String, Boolean> there = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    TaskCheck(StageSpec spec, Findings findings) {
        this.spec = spec;
        this.findings = findings;
        this.folder = Path.of(spec.stage().shell().workdir());
        this.inputs = spec.stage().after() == null;
    }

    void check(Message task, Spot at) {
        for (Map.Entry<String, JsonNode> param : task.params().properties()) {
            if (param.getValue().isTextual() && param.getValue().asText().indexOf('\0') >= 0) {
                findings.add(
                        at,
                        "'" + param.getKey() + "' holds a NUL character",
                        "take it out: no command can be given one");
                return;
            }
        }
        int steps = Math.max(1, spec.stage().ladder().size());
        for (int step = 0; step < steps; step++) {
            Message asTried = step == 0 ? task : task.withNeeds(new Needs(null, null, step, null));
            try {
                fill(task.id(), Parameters.of(asTried, spec.stage(), step + 1), at, step == 0 && inputs);
            } catch (FillException e) {
                findings.add(
                        at,
                        "task " + task.id() + ": " + e.getMessage(),
                        "correct the row, or the template in " + spec.lines().command());
                return;
            }
        }
    }

    private void fill(String id, Map<String, JsonNode> params, Spot at, boolean look) {
        spec.templates().command().render(params);
        spec.templates().outputs().forEach(output -> output.template().path(params));
        for (FileTemplate input : spec.templates().inputs()) {
            String path = input.template().path(params);
            if (look
                    && !there.computeIfAbsent(
                            path, name -> folder.resolve(name).toFile().exists())) {
                findings.add(
                        at,
                        "input '" + path + "' of task " + id + " is not there",
                        "inputs are looked for in " + folder + "; make them, or correct their names");
            }
        }
    }
}
