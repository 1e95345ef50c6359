package org.musterhpc.launcher.web.pages;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.app.look.Logs;
import org.musterhpc.launcher.cluster.KeptNotes;
import org.musterhpc.launcher.follow.TaskLog;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.web.http.HttpRefusal;
import org.musterhpc.launcher.web.http.Reply;
import org.musterhpc.launcher.web.http.Request;

/** What tasks have printed, byte for byte and as plain text, a stretch at a time. */
public final class LogPages {
    private static final int PIECE = 1 << 18;
    private static final int MOST = 1 << 20;

    private final SharedUseCases site;
    private final Answers answers;

    LogPages(SharedUseCases site, Answers answers) {
        this.site = site;
        this.answers = answers;
    }

    /**
     * {@code offset} says from which byte of the attempt's output on; less than 0: so many before its end. The headers say where the
     * answer begins, and how many bytes there are by now.
     */
    public Reply of(Request request, String name, String id) {
        int attempt = request.query("attempt", "").equals("second")
                ? Logs.SECOND
                : (int) request.number("attempt", 0, 0, Integer.MAX_VALUE);
        long wanted = request.number("offset", 0, -Long.MAX_VALUE, Long.MAX_VALUE);
        int limit = (int) request.number("limit", PIECE, 0, MOST);
        String question = "log " + name + " " + attempt + " " + wanted + " " + limit + " " + id;
        return answers.get(question, Reply.class, () -> read(name, id, attempt, wanted, limit));
    }

    private Reply read(String name, String id, int attempt, long wanted, int limit) {
        List<Reply> found = new ArrayList<>();
        KeptNotes said = new KeptNotes();
        TaskAnswers.find(site, name, id);
        site.alone(() -> {
            site.app().telling(said).logs().task(name, id, attempt, false, (log, from) -> {
                long offset = wanted < 0 ? Math.max(0, log.length() + wanted) : Math.min(wanted, log.length());
                found.add(stretch(log, offset, limit));
                return log.length();
            });
            return found;
        });
        return found.isEmpty() ? plain(new byte[0], 0, 0, said.first()) : found.get(0);
    }

    private static Reply stretch(TaskLog log, long offset, int limit) {
        if (!log.there()) {
            throw new HttpRefusal(
                    404, log.file() + " is not here", "it is on the machine where the task ran, or has been deleted");
        }
        TaskLog rest = log.without(offset);
        try (InputStream in = rest.open()) {
            return plain(in.readNBytes(limit), offset, log.length(), "");
        } catch (IOException e) {
            throw new HttpRefusal(
                    500, log.file() + " cannot be read: " + PrivateFiles.reason(e), "look at its permissions");
        }
    }

    private static Reply plain(byte[] bytes, long offset, long length, String note) {
        return new Reply.Whole(
                200,
                "text/plain; charset=utf-8",
                bytes,
                Map.of(
                        "Muster-Log-Offset", Long.toString(offset),
                        "Muster-Log-Length", Long.toString(length),
                        "Muster-Log-Note", note.replaceAll("[^ -~]", "?")));
    }
}
