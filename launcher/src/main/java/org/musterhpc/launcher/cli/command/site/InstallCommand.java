package org.musterhpc.launcher.cli.command.site;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.site.Install;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.view.Output;
import picocli.CommandLine.Option;

/** {@code muster install}: puts a link to this Muster where a shell finds it. */
public final class InstallCommand extends SessionCommand {
    @Option(names = "--prefix", paramLabel = "DIR", description = "the link is DIR/bin/muster (default: ~/.local)")
    @Nullable
    Path prefix;

    @Override
    protected int run(Session session) {
        Map<String, String> env = session.around().env();
        Path own = Path.of(env.getOrDefault("HOME", System.getProperty("user.home")), ".local");
        Install.Installed done = Install.under(prefix != null ? prefix : own, env.getOrDefault("PATH", ""));
        Path first = done.first();
        if (session.json()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            object.put("link", done.link().toString())
                    .put("program", done.program().toString())
                    .put("new", done.made());
            object.put("on_path", done.found()).put("found_first", first == null ? null : first.toString());
            session.out().json(object);
            return 0;
        }
        Output out = session.out();
        out.line(done.link() + (done.made() ? " now starts " : " starts already ") + done.program());
        if (done.found()) {
            out.line("  it is on your PATH: muster run FILE");
        } else if (first != null) {
            out.line("  but your PATH has " + first + " before it");
        } else {
            lines(done.link()).forEach(out::line);
        }
        return 0;
    }

    private static List<String> lines(Path link) {
        return List.of(
                "  its folder is not on your PATH; add this line to ~/.profile (or what your shell reads), and log in anew:",
                "    export PATH=\"" + link.getParent() + ":$PATH\"");
    }
}
