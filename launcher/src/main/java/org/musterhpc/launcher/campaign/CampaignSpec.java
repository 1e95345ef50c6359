package org.musterhpc.launcher.campaign;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.model.Campaign;

/**
 * A campaign file, read and checked; its tasks are not read yet.
 *
 * @param name of the campaign
 * @param cluster that the file names, or null
 * @param file as the user named it
 * @param stages in the order of the file, followers filled in
 * @param acceptsForeign whether messages run that nobody has signed
 * @param variables names that are filled in already, which no parameter may have
 * @param open whether tasks may be added until somebody closes it
 * @param onEnd what is run when it has ended, or null
 */
public record CampaignSpec(
        String name,
        @Nullable String cluster,
        Path file,
        List<StageSpec> stages,
        boolean acceptsForeign,
        Set<String> variables,
        boolean open,
        @Nullable EndCommand onEnd) {
    public CampaignSpec {
        stages = List.copyOf(stages);
        variables = Set.copyOf(variables);
    }

    /** Whether results of other tasks bring those of a stage along. */
    public boolean brought(String stage) {
        return Campaign.brought(stages.stream().map(StageSpec::stage).toList(), stage);
    }

    /**
     * The same under another name, as {@code --name} asks.
     *
     * @throws Problem usage, where it cannot be a campaign's name
     */
    public CampaignSpec named(String other) {
        if (!Names.valid(other)) {
            throw Problem.usage("'" + other + "' cannot be a campaign's name", Names.ADVICE);
        }
        return new CampaignSpec(other, cluster, file, stages, acceptsForeign, variables, open, onEnd);
    }
}
