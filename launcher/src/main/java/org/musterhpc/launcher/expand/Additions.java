package org.musterhpc.launcher.expand;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.campaign.CampaignSpec;
import org.musterhpc.launcher.campaign.FileTemplate;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.NoRows;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.queue.command.CommandTemplate;
import org.musterhpc.queue.command.TemplateException;
import org.musterhpc.queue.command.TextTemplate;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.Follower;

/**
 * Tasks that come into a campaign that is there, each once: behind those of its manifest, with what follows them one by one
 * or in groups. They are written aside; {@link #publish} makes them part of the manifest, all at once whatever dies.
 */
public final class Additions {
    private final Campaign campaign;
    private final ManifestFolder folder;
    private final Findings findings = new Findings();
    private final Map<String, StageExpansion> stages = new LinkedHashMap<>();
    private final Set<String> named = new LinkedHashSet<>();

    private Additions(Campaign campaign, Path manifest) {
        this.campaign = campaign;
        this.folder = new ManifestFolder(manifest);
    }

    /**
     * Makes rows into tasks and checks them. Only for one at a time.
     *
     * @param campaign as it stands in Redis
     * @param rows stage → what is to be added to it; of the other stages nothing is
     * @throws Problem usage, with every finding a line
     */
    public static Additions of(Campaign campaign, Map<String, Source> rows, Path manifest) {
        return of(campaign, rows, manifest, false);
    }

    private static Additions of(Campaign campaign, Map<String, Source> rows, Path manifest, boolean changed) {
        Additions additions = new Additions(campaign, manifest);
        boolean fine = false;
        try {
            additions.expand(rows);
            if (changed) {
                for (StageExpansion stage : additions.stages.values()) {
                    stage.lookAgain(new Spot(Path.of("campaign " + campaign.name() + " is there"), 0));
                }
            }
            if (additions.findings.found() > 0) {
                throw additions.findings.problem();
            }
            fine = true;
        } catch (IOException e) {
            throw Expansion.unwritable(manifest, e);
        } finally {
            if (!fine) {
                additions.discard();
            }
        }
        return additions;
    }

    /**
     * The same of what a manifest has that was made of a changed file; what is there must be fine by its definitions, too.
     *
     * @param campaign as the file has it
     * @param incoming folder of that manifest
     * @param at the file
     */
    public static Additions of(Campaign campaign, Path incoming, Path manifest, Spot at) {
        Map<String, Source> rows = new LinkedHashMap<>();
        try {
            for (Stage stage : campaign.stages()) {
                Stage.After after = stage.after();
                if (after == null || after.all()) {
                    Path file = new ManifestFolder(incoming).file(stage.name());
                    rows.put(stage.name(), ManifestRows.of(at, file, stage.name()));
                }
            }
        } catch (IOException e) {
            throw Expansion.unwritable(incoming, e);
        }
        return of(campaign, rows, manifest, true);
    }

    private void expand(Map<String, Source> rows) throws IOException {
        named.addAll(rows.keySet());
        List<StageSpec> specs = campaign.stages().stream()
                .map(stage -> spec(stage, rows.get(stage.name())))
                .toList();
        CampaignSpec spec = new CampaignSpec(
                campaign.name(), null, folder.path(), specs, campaign.acceptsForeign(), Set.of(), true, null);
        for (StageSpec stage : specs) {
            There there = There.of(folder.file(stage.name()), stage.name());
            StageExpansion expansion = new StageExpansion(spec, stage, folder, findings, there);
            expansion.write();
            stages.put(stage.name(), expansion);
        }
    }

    private static StageSpec spec(Stage stage, @Nullable Source rows) {
        Stage.After after = stage.after();
        boolean own = after == null || after.all();
        Spot at = rows == null ? new Spot(Path.of(stage.name()), 0) : rows.at();
        try {
            List<FileTemplate> outputs = new ArrayList<>();
            for (String output : stage.outputs()) {
                outputs.add(new FileTemplate(output, TextTemplate.parse(output), at));
            }
            return new StageSpec(
                    stage,
                    own && rows == null ? new NoRows(at) : rows,
                    new StageSpec.Templates(CommandTemplate.parse(stage.command()), List.of(), outputs),
                    new StageSpec.Lines(at, new Spot(Path.of("its command"), 0), at),
                    null);
        } catch (TemplateException e) {
            throw new IllegalStateException("what was submitted once cannot be read", e);
        }
    }

    /** Stage → how many tasks are new, in the order of the campaign. */
    public Map<String, Long> added() {
        Map<String, Long> added = new LinkedHashMap<>();
        stages.forEach((stage, expansion) -> added.put(stage, expansion.count()));
        return added;
    }

    /** How many rows are new, of stages of which rows were named; what follows them is not counted. */
    public long rows() {
        return named.stream()
                .mapToLong(stage -> added().getOrDefault(stage, 0L))
                .sum();
    }

    /** How many tasks are there of stages of which rows were named, and were not among these. */
    public long gone() {
        return stages.entrySet().stream()
                .filter(stage -> named.contains(stage.getKey()))
                .mapToLong(stage -> stage.getValue().gone())
                .sum();
    }

    /** Whether anything is new. */
    public boolean any() {
        return stages.values().stream().anyMatch(stage -> stage.count() > 0);
    }

    /** How many of the rows of a stage are there already. */
    public long there(String stage) {
        StageExpansion expansion = stages.get(stage);
        return expansion == null ? 0 : expansion.there();
    }

    /** The groups of a stage that are there already, and to which new tasks belong. */
    public Set<String> grownGroups(Follower follower, String of) {
        Set<String> groups = new LinkedHashSet<>();
        try {
            There there = There.of(folder.file(follower.stage()), follower.stage());
            MessageLines.read(folder.fresh(of), 0, MessageLines.ADDED, (message, length) -> {
                String group = message.extra()
                        .path(Message.GROUPS)
                        .path(follower.stage())
                        .asText();
                if (there.has(follower.stage() + "/" + group)) {
                    groups.add(group);
                }
                return true;
            });
        } catch (IOException e) {
            throw Expansion.unwritable(folder.path(), e);
        }
        return groups;
    }

    /** Puts them behind the manifest's own. */
    public void publish() {
        try {
            folder.grow(stages.keySet());
        } catch (IOException e) {
            throw Expansion.unwritable(folder.path(), e);
        }
    }

    /** Leaves nothing of what was written aside. */
    public void discard() {
        try {
            folder.discard(campaign.stages().stream().map(Stage::name).toList());
        } catch (IOException e) {
            throw Expansion.unwritable(folder.path(), e);
        }
    }

    /**
     * Completes what somebody was killed over, or takes it away where it was not decided; for whoever has the manifest for
     * himself.
     */
    public static void settle(Path manifest) {
        try {
            new ManifestFolder(manifest).settle();
        } catch (IOException e) {
            throw Expansion.unwritable(manifest, e);
        }
    }

    /** Whether a manifest has more than its campaign's file; what was decided is completed first. */
    public static boolean grown(Path manifest) {
        settle(manifest);
        return new ManifestFolder(manifest).grown();
    }

    /** Begins anew: the manifest is to be replaced. */
    public static void forget(Path manifest) {
        try {
            new ManifestFolder(manifest).forget();
        } catch (IOException e) {
            throw Expansion.unwritable(manifest, e);
        }
    }
}
