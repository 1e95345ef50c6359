package org.musterhpc.launcher.app.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.campaign.CampaignWords;
import org.musterhpc.launcher.campaign.CampaignWords.Tasks;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.yaml.Names;

/**
 * A campaign that words of a command line say instead of a file. The file that they stand for, and what came on standard
 * input, are kept with the campaign, so that its name does where a file would.
 *
 * @param file what messages call the file that is not there; what it names is in the folder of that
 * @param text what it would hold
 */
public record WordsCampaign(String name, Path file, String text) {
    /** Stands before what is wrong with the text, where a file's name would. */
    public static final String LABEL = "the command line";

    /** Behind a source that is read from standard input. */
    public static final String STDIN = "-";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FOLDER = "folder";
    private static final String YAML = "file";

    /**
     * The same as a request.
     *
     * @throws Problem usage, where the folder in which the words were said is gone
     */
    public CampaignRequest of(CampaignRequest options) {
        if (!Files.isDirectory(folder())) {
            throw Problem.usage(
                    "the folder " + folder() + ", in which campaign " + name + " was submitted, is not there",
                    "make it again, or give the command anew where the files are now");
        }
        return new CampaignRequest(
                file.toString(),
                options.name(),
                options.cluster(),
                options.vars(),
                options.fresh(),
                options.force(),
                options.update(),
                text);
    }

    /** Nothing of it is read or kept: what comes on standard input stays there. */
    public static WordsCampaign plain(CampaignWords words, String name, Path folder) {
        return new WordsCampaign(name, folder.resolve(LABEL), words.yaml(name));
    }

    /**
     * Reads standard input, where tasks come from there, and lays what is kept beside the tasks that are to be made.
     *
     * @param in standard input
     * @param asked whether somebody at a terminal would have to type it
     * @throws Problem usage, where nothing comes, and nothing was kept that came before
     */
    public static WordsCampaign laid(
            MusterHome home, CampaignWords words, WordsCampaign plain, InputStream in, boolean asked, Notes notes) {
        String name = plain.name();
        Path folder = plain.folder();
        Incoming incoming = Incoming.of(home, name);
        Tasks tasks = words.tasks();
        try {
            PrivateFiles.folder(incoming.folder());
            if (tasks == null || !tasks.value().equals(STDIN)) {
                keep(incoming, folder, plain.text());
                return plain;
            }
            Path fresh = incoming.folder().resolve(Incoming.STDIN);
            Path kept = incoming.place().resolveSibling(Incoming.STDIN);
            take(in, asked, fresh, kept, notes);
            keep(incoming, folder, at(words, tasks, kept).yaml(name));
            return plain(at(words, tasks, fresh), name, folder);
        } catch (IOException e) {
            throw Problem.failed(
                    "what is submitted cannot be kept in " + incoming.folder() + ": " + PrivateFiles.reason(e),
                    "check its space and permissions");
        }
    }

    private static CampaignWords at(CampaignWords words, Tasks tasks, Path file) {
        return words.from(new Tasks(tasks.kind(), file.toString()));
    }

    private static void take(InputStream in, boolean asked, Path fresh, Path kept, Notes notes) throws IOException {
        boolean before = Files.exists(kept);
        PrivateFiles.touch(fresh);
        if (!asked || !before) {
            if (asked) {
                notes.note("tasks are read from this terminal, a line each; end them with Ctrl-D");
            }
            try (OutputStream to = Files.newOutputStream(fresh)) {
                in.transferTo(to);
            }
        }
        if (Files.size(fresh) == 0) {
            if (!before) {
                throw Problem.usage(
                        "nothing came on standard input",
                        "pipe the tasks in: find . -name '*.png' | muster run - -- PROGRAM '{{line}}'; or name a file:"
                                + " --lines FILE");
            }
            notes.note("nothing came on standard input: what came before, and was kept, is used again");
            PrivateFiles.copy(kept, fresh);
        }
    }

    private static void keep(Incoming incoming, Path folder, String text) throws IOException {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        kept.put(FOLDER, folder.toString()).put(YAML, text);
        PrivateFiles.write(incoming.folder().resolve(Incoming.WORDS), kept + "\n");
    }

    /** What a name stands for whose campaign was submitted from here without a file; null: there is none. */
    public static @Nullable WordsCampaign kept(MusterHome home, String name) {
        if (!Names.valid(name)) {
            return null;
        }
        Path file = home.campaign(name).resolve(Incoming.WORDS);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            JsonNode kept = JSON.readTree(Files.readString(file));
            if (kept.path(FOLDER).isTextual() && kept.path(YAML).isTextual()) {
                return new WordsCampaign(
                        name,
                        Path.of(kept.path(FOLDER).textValue()).resolve(LABEL),
                        kept.path(YAML).textValue());
            }
        } catch (JsonProcessingException e) {
            // said below
        } catch (IOException e) {
            throw Problem.failed(file + " cannot be read: " + PrivateFiles.reason(e), "look at its permissions");
        }
        throw Problem.failed(file + " does not hold a campaign", "remove it, and give the command again");
    }

    /** The folder in which they were said. */
    public Path folder() {
        return file.toAbsolutePath().resolveSibling("").normalize();
    }

    /** Removes what was laid, where nothing has become of it. */
    public void discard(MusterHome home) {
        Incoming incoming = Incoming.of(home, name);
        incoming.discard();
        try {
            Files.deleteIfExists(incoming.place().resolveSibling(""));
        } catch (IOException e) {
            // the campaign is there
        }
    }
}
