package org.musterhpc.launcher.app.look;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.command.NearestName;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;

/**
 * Tells which campaign a user means: the one whose name or file he gives, or, where he gives nothing, the only one there is
 * or the one that he used last. A guess is told.
 */
public record Campaigns(Connection connection, MusterHome home, Notes notes) {
    private static final String LAST = "last-campaign";

    /** The campaign that a word means; null: it is guessed. */
    public String meant(@Nullable String word) {
        return meant(word, true);
    }

    /** As {@link #meant}, but the one that was used last is no guess: for what cannot be undone. */
    public String surelyMeant(@Nullable String word) {
        return meant(word, false);
    }

    private String meant(@Nullable String word, boolean lastWillDo) {
        if (word == null) {
            return guessed(lastWillDo, null);
        }
        String name = name(word);
        if (connection.view().campaign(name).isPresent()) {
            return name;
        }
        refuseFileElsewhere(word);
        throw unknown(name);
    }

    /**
     * What {@code [CAMPAIGN] ID…} means: the first word is a campaign if there is one of this name (or it is a campaign's
     * file), else it is an id.
     *
     * @param lastWillDo whether, where no campaign is named, the one that was used last may be meant
     */
    public TaskChoice tasks(List<String> words, boolean lastWillDo) {
        boolean named = !words.isEmpty() && isCampaign(words.get(0));
        if (!named && !words.isEmpty()) {
            refuseFileElsewhere(words.get(0));
        }
        String first = words.isEmpty() ? null : words.get(0);
        String campaign = named ? meant(first, lastWillDo) : guessed(lastWillDo, first);
        return new TaskChoice(campaign, named ? words.subList(1, words.size()) : words);
    }

    /**
     * As {@link #tasks}, narrowed by what the user says beside ids.
     *
     * @throws Problem usage, where the campaign has no such stage
     */
    public Selection select(List<String> words, boolean lastWillDo, Selection.Wish wish) {
        return select(tasks(words, lastWillDo), wish);
    }

    /** The same of a campaign that is named by its name, and of ids: none of it is taken for a file. */
    public Selection select(TaskChoice choice, Selection.Wish wish) {
        Campaign known = connection.view().campaign(choice.campaign()).orElseThrow(() -> unknown(choice.campaign()));
        requireStage(known.name(), wish.stage());
        return new Selection(known, choice.ids(), wish);
    }

    /** @throws Problem where the campaign has no stage of this name; null is none to look for */
    public void requireStage(String campaign, @Nullable String stage) {
        if (stage == null) {
            return;
        }
        List<String> names = connection.view().campaign(campaign).stream()
                .flatMap(known -> known.stages().stream())
                .map(Stage::name)
                .toList();
        if (!names.contains(stage)) {
            String near = NearestName.of(stage, names);
            throw Problem.usage(
                    "campaign " + campaign + " has no stage '" + stage + "'",
                    near != null ? "did you mean: " + near : "it has " + String.join(", ", names));
        }
    }

    /** Remembers the campaign, so that the next command need not name it. */
    public void remember(String campaign) {
        Path file = home.root().resolve(LAST);
        try {
            PrivateFiles.folder(home.root());
            PrivateFiles.write(file, campaign + "\n");
        } catch (IOException e) {
            notes.note("cannot write " + file + ": the next command will have to name the campaign");
        }
    }

    /** Whether a word is a file of a campaign: a campaign's name has no slash, and is no such file's name. */
    public static boolean isFile(String word) {
        return (word.indexOf('/') >= 0 || word.endsWith(".yml") || word.endsWith(".yaml"))
                && Files.isRegularFile(Path.of(word));
    }

    /** The name that a word is, or that the file says which it names. */
    public static String name(String word) {
        return isFile(word) ? CampaignFile.read(Path.of(word)).name() : word;
    }

    private boolean isCampaign(String word) {
        return isFile(word)
                || connection.view().campaigns().contains(word)
                || (Names.valid(word) && connection.view().campaign(word).isPresent());
    }

    /** Refuses the name of a campaign's file that is not there, unless a task has it as its id. */
    private void refuseFileElsewhere(String word) {
        if (!word.matches(".*\\.ya?ml") || Files.isRegularFile(Path.of(word))) {
            return;
        }
        String base = word.substring(word.lastIndexOf('/') + 1).replaceFirst("\\.ya?ml$", "");
        List<String> names = connection.view().campaigns();
        boolean task = names.stream()
                .anyMatch(name -> connection.view().find(name, word).isPresent());
        if (!task) {
            throw Problem.usage(
                    "there is no file " + Path.of(word).toAbsolutePath().normalize(),
                    names.contains(base)
                            ? "name the file where it is, or the campaign: " + base
                            : "name the file where it is, or the campaign"
                                    + (names.isEmpty() ? "" : "; there are " + listed(names)));
        }
    }

    /** @param word that names no campaign, though it may be meant to: no id of Muster's is without a slash; null: none was said */
    private String guessed(boolean lastWillDo, @Nullable String word) {
        List<String> names = connection.view().campaigns();
        if (names.isEmpty()) {
            throw Problem.usage(
                    "there is no campaign yet", "muster run FILE makes one; muster init writes a first FILE");
        }
        if (names.size() == 1) {
            notes.note("campaign " + names.get(0) + ", the only one");
            return names.get(0);
        }
        String last = lastWillDo ? last() : "";
        if (names.contains(last)) {
            notes.note("campaign " + last + ", the last one used");
            return last;
        }
        if (word != null && word.indexOf('/') < 0) {
            throw unknown(word);
        }
        throw Problem.usage("which campaign? There are " + listed(names), "name one of them");
    }

    private Problem unknown(String name) {
        List<String> names = connection.view().campaigns();
        String near = NearestName.of(name, names);
        String where = connection.embedded() ? "" : " at " + connection.address();
        if (names.contains(name) || (Names.valid(name) && Definition.kept(home, name) != null)) {
            return Problem.failed(
                    "Redis" + where + " does not have campaign " + name + " (any more), which was submitted",
                    "put it back: muster restore " + name + "; or remove what is left of it: muster purge " + name);
        }
        return Problem.usage(
                "there is no campaign '" + name + "'" + where,
                near != null
                        ? "did you mean: " + near
                        : names.isEmpty() ? "muster run FILE makes one" : "there are " + listed(names));
    }

    private static String listed(List<String> names) {
        int shown = 8;
        return names.size() <= shown
                ? String.join(", ", names)
                : String.join(", ", names.subList(names.size() - shown, names.size())) + " and "
                        + (names.size() - shown) + " more";
    }

    private String last() {
        return last(home);
    }

    /** The one that was used last; empty: none was. */
    static String last(MusterHome home) {
        try {
            return Files.readString(home.root().resolve(LAST)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
