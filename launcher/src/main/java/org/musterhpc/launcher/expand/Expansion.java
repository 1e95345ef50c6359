package org.musterhpc.launcher.expand;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.callback.Callback;
import org.musterhpc.launcher.campaign.CampaignSpec;
import org.musterhpc.launcher.campaign.EndCommand;
import org.musterhpc.launcher.campaign.StageCheck;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.home.ScratchPath;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.Sha256;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.codec.StageCodec;

/** Makes a campaign file's tasks into messages, as a stream: no stage is ever held. */
public final class Expansion {
    private final CampaignSpec spec;
    private final ManifestFolder folder;
    private final Findings findings = new Findings();
    private final MessageDigest digest = Sha256.digest();
    private final Map<String, Long> tasks = new LinkedHashMap<>();

    private Expansion(CampaignSpec spec, Path folder) {
        this.spec = spec;
        this.folder = new ManifestFolder(folder);
    }

    /**
     * Reads all sources and checks every task; nothing is kept.
     *
     * @throws Problem where a source cannot be read
     */
    public static Verification verify(CampaignSpec spec) {
        try (ScratchPath scratch = ScratchPath.folder("muster-verify-")) {
            Expansion expansion = new Expansion(spec, scratch.path());
            expansion.expand();
            return new Verification(
                    expansion.tasks, expansion.findings.kept(), expansion.findings.found(), expansion.findings.notes());
        } catch (IOException e) {
            throw unwritable(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    /**
     * Reads all sources, checks every task and writes one {@code <stage>.jsonl} a stage, 0600 and on disk before it
     * returns; all are put in place together at the end, none where something is wrong.
     *
     * @param manifestDir made 0700 where it is not there
     * @param owner login name for the campaign
     * @throws Problem usage, with every finding a line
     */
    public static Expanded run(CampaignSpec spec, Path manifestDir, String owner) {
        Expansion expansion = new Expansion(spec, manifestDir);
        try {
            expansion.folder.create();
            try {
                expansion.expand();
                if (expansion.findings.found() > 0) {
                    throw expansion.findings.problem();
                }
                expansion.folder.publish(expansion.stages());
            } finally {
                expansion.folder.discard(expansion.stages());
            }
        } catch (IOException e) {
            throw unwritable(manifestDir, e);
        }
        return expansion.expanded(owner);
    }

    private void expand() throws IOException {
        for (StageSpec stage : spec.stages()) {
            StageExpansion expansion = new StageExpansion(spec, stage, folder, findings);
            expansion.write();
            tasks.put(stage.name(), expansion.count());
            digest.update(StageCodec.encode(stage.stage()).getBytes(StandardCharsets.UTF_8));
            digest.update(expansion.digest());
        }
        for (StageSpec stage : spec.stages()) {
            StageCheck check = stage.check();
            if (check != null) {
                new StageVerifier(spec.name(), stage, check, findings).look(folder.fresh(stage.name()));
            }
        }
        if (spec.acceptsForeign()) {
            digest.update((byte) 'f');
        }
        if (spec.open()) {
            digest.update((byte) 'o');
        }
        EndCommand onEnd = spec.onEnd();
        if (onEnd != null) {
            digest.update(onEnd.onEnd().encode().getBytes(StandardCharsets.UTF_8));
            try {
                new Callback(onEnd.line(), onEnd.folder(), Map.of(), false).check(EndCommand.KEY);
            } catch (Problem e) {
                findings.add(onEnd.at(), String.valueOf(e.getMessage()), e.advice());
            }
        }
    }

    private Expanded expanded(String owner) {
        EndCommand onEnd = spec.onEnd();
        Campaign campaign = new Campaign(
                spec.name(),
                HexFormat.of().formatHex(digest.digest()),
                owner,
                Instant.EPOCH,
                spec.stages().stream().map(StageSpec::stage).toList(),
                spec.acceptsForeign(),
                "",
                spec.open(),
                Campaign.Edition.FIRST,
                onEnd == null ? null : onEnd.onEnd(),
                QueueNames.USUAL);
        return new Expanded(campaign, tasks);
    }

    private List<String> stages() {
        return spec.stages().stream().map(StageSpec::name).toList();
    }

    static Problem unwritable(Path folder, IOException e) {
        return Problem.failed(
                "cannot write the tasks to " + folder + ": " + e.getMessage(), "check its space and permissions");
    }
}
