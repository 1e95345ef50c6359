package org.musterhpc.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.command.NearestName;

/**
 * Which campaign is meant: by its name, by its file, or, where nothing is said, the only one there is or the one that
 * was used last; a guess is told.
 */
final class CampaignChoice {
    private static final String LAST = "last-campaign";

    private final Session session;

    CampaignChoice(Session session) {
        this.session = session;
    }

    String of(@Nullable String argument, boolean lastWillDo) {
        if (argument == null) {
            return guessed(lastWillDo);
        }
        String name = name(argument);
        if (session.view().campaign(name).isPresent()) {
            return name;
        }
        refuseFileElsewhere(argument);
        throw unknown(name);
    }

    /**
     * @throws Problem where the word is the name of a campaign's file that is not there, and no campaign's or task's
     */
    void refuseFileElsewhere(String word) {
        if (!word.matches(".*\\.ya?ml") || Files.isRegularFile(Path.of(word))) {
            return;
        }
        String base = word.substring(word.lastIndexOf('/') + 1).replaceFirst("\\.ya?ml$", "");
        List<String> names = session.view().campaigns();
        boolean task =
                names.stream().anyMatch(name -> session.view().find(name, word).isPresent());
        if (!task) {
            throw Problem.usage(
                    "there is no file " + Path.of(word).toAbsolutePath().normalize(),
                    names.contains(base)
                            ? "name the file where it is, or the campaign: " + base
                            : "name the file where it is, or the campaign"
                                    + (names.isEmpty() ? "" : "; there are " + listed(names)));
        }
    }

    /** Whether a word, the first of several, is a campaign rather than a task's id. */
    boolean means(String word) {
        return looksLikeFile(word)
                || session.view().campaigns().contains(word)
                || (Names.valid(word) && session.view().campaign(word).isPresent());
    }

    /** The name that a word is, or that a file says. */
    static String name(String word) {
        return looksLikeFile(word) ? Plan.nameIn(Path.of(word)) : word;
    }

    private String guessed(boolean lastWillDo) {
        List<String> names = session.view().campaigns();
        if (names.isEmpty()) {
            throw Problem.usage(
                    "there is no campaign yet", "muster run FILE makes one; muster init writes a first FILE");
        }
        if (names.size() == 1) {
            session.note("campaign " + names.get(0) + ", the only one");
            return names.get(0);
        }
        String last = lastWillDo ? last(session) : "";
        if (names.contains(last)) {
            session.note("campaign " + last + ", the last one used");
            return last;
        }
        throw Problem.usage("which campaign? There are " + listed(names), "name one of them");
    }

    private Problem unknown(String name) {
        List<String> names = session.view().campaigns();
        String near = NearestName.of(name, names);
        String where = session.embedded() ? "" : " at " + session.address();
        if (names.contains(name) || (Names.valid(name) && Definition.kept(session.home(), name) != null)) {
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

    /** A campaign's name has no slash and is not a file's name with this ending. */
    static boolean looksLikeFile(String word) {
        return (word.indexOf('/') >= 0 || word.endsWith(".yml") || word.endsWith(".yaml"))
                && Files.isRegularFile(Path.of(word));
    }

    /** Remembers the campaign, so that the next command need not name it. */
    static void remember(Session session, String campaign) {
        Path file = session.home().root().resolve(LAST);
        try {
            PrivateFiles.folder(session.home().root());
            PrivateFiles.write(file, campaign + "\n");
        } catch (IOException e) {
            session.note("cannot write " + file + ": the next command will have to name the campaign");
        }
    }

    private static String last(Session session) {
        try {
            return Files.readString(session.home().root().resolve(LAST)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
