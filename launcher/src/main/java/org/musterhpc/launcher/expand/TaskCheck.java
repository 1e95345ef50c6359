package org.musterhpc.launcher.expand;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.musterhpc.launcher.campaign.CampaignSpec;
import org.musterhpc.launcher.campaign.FileTemplate;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.queue.command.FillException;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.codec.MessageCodec;

/**
 * Checks a task before it is sent: its command can be filled in, on every step of the ladder, and the files that it reads
 * are there. Inputs of a stage that waits for another are not looked for: they may be what the other one makes.
 */
final class TaskCheck {
    private static final int REMEMBERED = 10_000;
    private static final int MOST_OF_ID = 1_000;
    private static final int SIGNATURE = 1_000;

    private final CampaignSpec campaign;
    private final StageSpec spec;
    private final Findings findings;
    private final Path folder;
    private final boolean inputs;
    /** Whether the command names a parameter: without, there is nothing that could go wrong. */
    private final boolean named;

    private final HiddenNames hidden;

    private final Map<String, Boolean> there = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final Map<String, LeftOut> leftOut = new TreeMap<>();

    private static final class LeftOut {
        private final String id;
        private final Spot at;
        private long tasks;

        LeftOut(String id, Spot at) {
            this.id = id;
            this.at = at;
        }
    }

    TaskCheck(CampaignSpec campaign, StageSpec spec, Findings findings) {
        this.campaign = campaign;
        this.spec = spec;
        this.findings = findings;
        this.folder = Path.of(spec.stage().shell().workdir());
        this.inputs = spec.stage().after() == null;
        this.hidden = new HiddenNames(spec);
        this.named = !spec.templates().command().names().isEmpty();
    }

    /** Notes what was found of several tasks. */
    void end() {
        leftOut.forEach((variable, first) -> findings.note("stage " + spec.name() + ": "
                + (first.tasks == 1 ? "a task does" : first.tasks + " tasks do") + " not get the variable " + variable
                + ", as the value is too long for one (128 KiB each, 1 MiB together); the command can name it. The first is "
                + first.id + " (" + first.at + ")"));
    }

    void check(Message task, Spot at) {
        if (task.id().length() > MOST_OF_ID || tooLarge(task)) {
            findings.add(
                    at,
                    "task " + task.id().substring(0, Math.min(80, task.id().length()))
                            + " is too large: a message has at" + " most " + MessageCodec.MOST_PUSHED
                            + " bytes, its id " + MOST_OF_ID,
                    "write large values into a file, and its name into the row");
            return;
        }
        for (Map.Entry<String, JsonNode> param : task.params().properties()) {
            if (campaign.variables().contains(param.getKey()) && spec.source() != null) {
                findings.add(
                        at,
                        "'" + param.getKey() + "' is also a variable of " + campaign.file(),
                        "give one of the two another name");
                return;
            }
            if (param.getValue().isTextual() && param.getValue().asText().indexOf('\0') >= 0) {
                findings.add(
                        at,
                        "'" + param.getKey() + "' holds a NUL character",
                        "take it out: no command can be given one");
                return;
            }
        }
        hidden.look(task, findings::note);
        int steps = Math.max(1, spec.stage().ladder().size());
        for (int step = 0; step < steps; step++) {
            Message asTried = step == 0 ? task : task.withNeeds(new Needs(null, null, step, null));
            try {
                fill(
                        task.id(),
                        Parameters.of(campaign.name(), asTried, spec.stage(), step + 1),
                        at,
                        step == 0 && inputs);
            } catch (FillException e) {
                findings.add(
                        at,
                        "task " + task.id() + ": " + e.getMessage(),
                        "correct the row, or the template in " + spec.lines().command());
                return;
            }
        }
    }

    /** Whether it is, or may be once it is signed; most are far from it, and are not encoded for that. */
    private static boolean tooLarge(Message task) {
        long letters = 0;
        for (JsonNode value : task.params()) {
            if (value.isTextual()) {
                letters += value.textValue().length();
            } else if (!value.isInt() && !value.isLong()) { // as text these are never long, and take long
                letters += value.toString().length();
            }
        }
        return letters > MessageCodec.MOST_PUSHED / 8
                && MessageCodec.encode(task).getBytes(StandardCharsets.UTF_8).length
                        > MessageCodec.MOST_PUSHED - SIGNATURE;
    }

    private void fill(String id, Map<String, JsonNode> params, Spot at, boolean look) {
        if (maybeTooLong(params)) {
            Parameters.leftOut(params)
                    .forEach(variable -> leftOut.computeIfAbsent(variable, first -> new LeftOut(id, at)).tasks++);
        }
        if (named) {
            spec.templates().command().render(params);
        }
        spec.templates().outputs().forEach(output -> output.template().path(params));
        for (FileTemplate input : spec.templates().inputs()) {
            String path = input.template().path(params);
            if (look && !there.computeIfAbsent(path, name -> Files.exists(ByteText.path(folder, name)))) {
                findings.add(
                        at,
                        "input '" + path + "' of task " + id + " is not there",
                        "inputs are looked for in " + folder + "; make them, or correct their names");
            }
        }
    }

    /** Nearly always not, and then nothing more is to be reckoned. */
    private static boolean maybeTooLong(Map<String, JsonNode> params) {
        long together = 0;
        for (JsonNode value : params.values()) {
            together += value.isTextual() ? value.textValue().length() : value.isContainerNode() ? 1 << 20 : 0;
        }
        return together > Parameters.LONGEST_ARGUMENT / 4;
    }
}
