package org.musterhpc.agent;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.musterhpc.agent.allocation.Predecessors;
import org.musterhpc.agent.claim.ClaimLoop;
import org.musterhpc.agent.claim.Desk;
import org.musterhpc.agent.claim.Health;
import org.musterhpc.agent.claim.Heart;
import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.claim.Stay;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.start.EarlySpawner;
import org.musterhpc.agent.start.LogJournal;
import org.musterhpc.agent.start.SpawningStarter;
import org.musterhpc.agent.task.Tasks;
import org.musterhpc.agent.task.Workshop;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.redis.ConnectionFile;
import org.musterhpc.queue.redis.Queues;

/** Puts the agent together; the one place here that makes services and clocks. */
final class Agent {
    /** Beside the time to kill a task: what it may have waited here, and the way to Redis. */
    private static final Duration REPORT_WITHIN = Duration.ofSeconds(5);

    private final AgentOptions options;
    private final RedisClock clock =
            new RedisClock(System::nanoTime, InstantSource.system().instant());

    Agent(AgentOptions options) {
        this.options = options;
    }

    Leaving run() throws IOException, InterruptedException {
        try (Spawner spawner = new EarlySpawner();
                LogJournal journal = new LogJournal(options.logs(), options.name());
                Writer file = Files.newBufferedWriter(journal.diary(), StandardOpenOption.APPEND);
                Queues queues = Queues.connect(ConnectionFile.read(options.connection()));
                WorkQueue queue = queues.work(
                        options.campaign(), info(), options.killGrace().plus(REPORT_WITHIN))) {
            return work(queue, spawner, journal, new Diary(new Flushing(file), clock));
        }
    }

    private Leaving work(WorkQueue queue, Spawner spawner, LogJournal journal, Diary diary)
            throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("muster-");
        ExecutorService threads = Executors.newCachedThreadPool(Agent::daemon);
        Health health = new Health();
        Workshop shop = new Workshop(
                options.campaign(),
                place(),
                environment(),
                scratch,
                options.killGrace(),
                new Workshop.Tools(new SpawningStarter(spawner), journal, clock));
        Desk desk = new Desk(
                options.room(),
                queue.campaign(),
                new Tasks(shop, queue.campaign(), options.workdir()),
                threads,
                System::nanoTime,
                health);
        Heart heart = new Heart(queue, info(), options.heartbeat(), desk, clock, diary);
        Signals.on(List.of("TERM", "INT", "USR1"), desk::stop);
        new Predecessors(queue, clock, diary, pid -> ProcessHandle.of(pid).isPresent())
                .release(info(), options.allocation());
        Thread beating = daemon(heart::run);
        beating.setName("heart");
        beating.start();
        diary.info("works on " + options.campaign() + " with room for "
                + options.room().total() + " at once");
        try {
            Leaving leaving = new ClaimLoop(queue, desk, health, stay(), clock, diary).run();
            diary.info("leaves: " + leaving.reason());
            return leaving;
        } finally {
            heart.stop();
            beating.join(REPORT_WITHIN.toMillis());
            leave(queue, diary);
            threads.shutdown();
            remove(scratch);
        }
    }

    private void leave(WorkQueue queue, Diary diary) {
        try {
            queue.leave(info());
        } catch (QueueUnavailableException e) {
            diary.warn("could not say goodbye: " + e.getMessage());
        }
    }

    private Stay stay() {
        Long ends = options.allocation().ends();
        Duration rest = ends == null
                ? null
                : Duration.ofSeconds(ends - InstantSource.system().instant().getEpochSecond());
        return new Stay(options.linger(), options.one(), rest);
    }

    private AgentInfo info() {
        return new AgentInfo(
                options.name(),
                options.cluster(),
                Host.name(),
                ProcessHandle.current().pid(),
                options.allocation().id(),
                options.room().total(),
                options.lease());
    }

    private Place place() {
        String allocation = options.allocation().id();
        return new Place(options.name(), Host.name(), options.cluster(), allocation.isEmpty() ? null : allocation);
    }

    /** Ours, without what describes another task: an agent may itself have been started by one. */
    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("MUSTER_PARAM_"));
        return environment;
    }

    private static Thread daemon(Runnable runnable) {
        Thread thread = new Thread(runnable, "slot");
        thread.setDaemon(true);
        return thread;
    }

    private static void remove(Path scratch) throws IOException {
        try (var files = Files.newDirectoryStream(scratch)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(scratch);
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
