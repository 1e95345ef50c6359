package org.musterhpc.agent;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.start.LogJournal;
import org.musterhpc.agent.start.UnfitNode;

/** What the agent writes: the outputs of its tasks, and its own diary beside them. */
record Books(Path folder, LogJournal journal, Diary diary, Writer file) implements AutoCloseable {

    /**
     * @throws UnfitNode where nothing can be written there
     */
    static Books open(Path logs, String agent, InstantSource clock) throws UnfitNode {
        try {
            LogJournal journal = new LogJournal(logs, agent);
            Writer file = Files.newBufferedWriter(journal.diary(), StandardOpenOption.APPEND);
            return new Books(logs, journal, new Diary(new Flushing(file), clock), file);
        } catch (IOException e) {
            throw new UnfitNode("the logs folder " + logs + " cannot be written: " + e, e);
        }
    }

    /** A disk that is full by then is no reason to end as something else than the agent has ended. */
    @Override
    public void close() {
        try (journal;
                file) {
            file.flush();
        } catch (IOException e) {
            System.err.println("muster-agent: " + folder + " could not be written to the end: " + e);
        }
    }

    /** A line that stands in the diary must be there when the next thing goes wrong. */
    private record Flushing(Writer to) implements Appendable {
        @Override
        public Appendable append(CharSequence text) throws IOException {
            to.append(text).flush();
            return this;
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) throws IOException {
            return append(text.subSequence(start, end));
        }

        @Override
        public Appendable append(char c) throws IOException {
            return append(Character.toString(c));
        }
    }
}
