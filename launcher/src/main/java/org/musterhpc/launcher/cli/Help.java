package org.musterhpc.launcher.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cli.command.Surroundings;
import org.musterhpc.launcher.cli.terminal.Pager;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.text.MarkdownText;
import org.musterhpc.queue.command.NearestName;

/** {@code muster help}: commands and topics; {@code muster help TOPIC}: a page; {@code muster help --man DIR}: the manual. */
final class Help {
    /** Writes the pages of the manual; for {@code bin/dist}, and so in no list. */
    static final String MAN = "--man";

    private final Surroundings around;

    Help(Surroundings around) {
        this.around = around;
    }

    /** @param words what stands behind {@code help}, which is no name of a command */
    int run(List<String> words) {
        Output out = around.streams().out();
        String first = words.isEmpty() ? "" : words.get(0);
        if (words.size() > (first.equals(MAN) ? 2 : 1)) {
            throw Problem.usage(
                    "'" + words.get(words.size() - 1) + "' is one argument too many for muster help",
                    "muster help lists commands and topics");
        }
        if (first.isEmpty() || first.equals("--help") || first.equals("-h")) {
            out.lines(HelpText.overview(out.look()));
            out.lines(HelpText.topics(out.look()));
        } else if (first.equals(MAN)) {
            if (words.size() < 2) {
                throw Problem.usage("muster help --man needs DIR", "muster help --man share/man/man1");
            }
            out.line(ManPages.write(Path.of(words.get(1))) + " pages in " + words.get(1));
        } else {
            page(first, out);
        }
        return 0;
    }

    private void page(String word, Output out) {
        String name = Topics.meant(word).orElseThrow(() -> unknown(word));
        List<String> lines = new ArrayList<>(MarkdownText.of(Topics.page(name), out.look()));
        Pager.show(out, around.env(), lines);
    }

    private static Problem unknown(String word) {
        Set<String> names = new LinkedHashSet<>(Topics.summaries().keySet());
        names.addAll(Catalogue.entries().keySet());
        @Nullable String near = NearestName.of(word, names);
        return Problem.usage(
                "there is no command and no topic '" + word + "'",
                near == null ? "muster help lists them all" : "did you mean: muster help " + near);
    }
}
