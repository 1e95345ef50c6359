package org.musterhpc.launcher.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFiles;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.codec.CampaignCodec;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/**
 * A campaign's folder on a cluster, {@code campaigns/<name>} in the site's folder, for its owner alone: what its agents
 * read, and what they write. Everything may be said again.
 */
public final class CampaignFolder {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Files of a deleted campaign may be a million. */
    private static final Duration REMOVAL = Duration.ofMinutes(10);

    private static final String PRIVATE = "600";

    private final Shell shell;
    private final Retries retries;
    private final ShellFiles files;
    private final String remoteDir;
    private final String campaign;

    /**
     * @param remoteDir the site's folder; may begin with {@code ~/}
     * @param campaign its name
     */
    public CampaignFolder(Shell shell, Retries retries, String remoteDir, String campaign) {
        if (!Names.valid(campaign)) { // it is deleted by this name
            throw new IllegalArgumentException("'" + campaign + "' cannot be a campaign's name");
        }
        this.shell = shell;
        this.retries = retries;
        this.files = new ShellFiles(shell, retries);
        this.remoteDir = remoteDir;
        this.campaign = campaign;
    }

    /**
     * Absolute paths there.
     *
     * @param folder the campaign's
     * @param agent {@code muster-agent}
     * @param connection where Redis is, for its owner alone
     * @param logs output of tasks, of agents and of batch scripts
     * @param scripts for batch scripts
     * @param work where tasks run whose own working folder is not there; see {@link #workdir}
     */
    public record Paths(String folder, Installed agent, String connection, String logs, String scripts, String work) {}

    /**
     * What agents need to get at the queues.
     *
     * @param redis as the cluster's nodes reach it
     * @param key of the campaign, or null where there is nothing to be signed
     */
    public record Access(RedisAddress redis, @Nullable SigningKey key) {}

    /**
     * Brings the agent, makes the folder, and puts into it what agents and whoever looks after the campaign from there
     * need. A manifest's file is sent only where it is not there as it is here.
     *
     * @param installer brings the agent, where it is not there yet
     * @param access goes into the connection file
     * @param definition is kept as {@code campaign.json}
     * @param manifest folder of the {@code jsonl} files here; need not be there
     * @throws Problem naming folder and machine, where it cannot be written
     */
    public Paths prepare(BundleInstaller installer, Access access, Campaign definition, Path manifest)
            throws NoAnswer, NotSent, Refused {
        Installed agent = installer.install(shell, remoteDir);
        Answer there = ask(RemoteScript.FOLDERS, LIMIT, "");
        String folder = RemoteScript.said(there, "folder");
        List<String> sums = there.outText().lines().toList();
        for (Path file : manifests(manifest)) {
            String name = String.valueOf(file.getFileName());
            if (!sums.contains(sum(file) + "  " + name)) {
                files.put(Input.of(file), folder + "/manifest/" + name, PRIVATE);
            }
        }
        files.put(Input.of(CampaignCodec.encode(definition) + "\n"), folder + "/campaign.json", PRIVATE);
        String connection = new AccessFile(files, folder).put(access.redis(), access.key());
        return new Paths(folder, agent, connection, folder + "/logs", folder + "/scripts", folder + "/work");
    }

    /**
     * Where a stage's tasks can run there.
     *
     * @param wanted the stage's own folder, absolute
     * @return {@code wanted} where it is there, else the campaign's own {@code work}, which the agent is then told by
     *     {@code --workdir}
     */
    public String workdir(String wanted) throws NoAnswer, NotSent, Refused {
        String work = RemoteScript.said(ask(RemoteScript.WORKDIR, LIMIT, wanted), "folder");
        return work.isEmpty() ? wanted : work;
    }

    /** Removes it with all that is in it; nothing happens where it is not there. */
    public void remove() throws NoAnswer, NotSent, Refused {
        ask(RemoteScript.REMOVE, REMOVAL, "");
    }

    private Answer ask(RemoteScript script, Duration limit, String argument) throws NoAnswer, NotSent, Refused {
        Command command = script.command(limit, remoteDir, campaign, argument);
        Answer answer = retries.idempotent(() -> shell.run(command));
        if (answer.exit() != 0) {
            throw Unwritable.of(shell.name() + ": " + remoteDir + "/campaigns/" + campaign, answer);
        }
        return answer;
    }

    private static List<Path> manifests(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static String sum(Path file) {
        try {
            return BundleFile.sha256(Input.of(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Problem unreadable(Path path, IOException e) {
        return Problem.failed(path + " cannot be read: " + PrivateFiles.reason(e), "look at its permissions");
    }
}
