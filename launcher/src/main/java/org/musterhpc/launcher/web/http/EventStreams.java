package org.musterhpc.launcher.web.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Those who follow campaigns, each with a thread that writes: one who does not read must not keep the others waiting. */
public final class EventStreams implements AutoCloseable {
    private static final int MOST = 200;
    private static final int BEHIND = 16;
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    private final LongSupplier nanos;
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();

    /** @param nanos the monotonic clock */
    public EventStreams(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Takes the exchange over, its headers sent. */
    public void open(HttpExchange exchange, String campaign, String first) {
        Stream stream = new Stream(exchange, campaign);
        stream.offer(first);
        open.add(stream);
        Thread writer = new Thread(stream::write, "muster-stream");
        writer.setDaemon(true);
        writer.start();
    }

    boolean full() {
        return open.size() >= MOST;
    }

    /** Campaigns that somebody follows. */
    public Set<String> followed() {
        return open.stream().map(stream -> stream.campaign).collect(Collectors.toSet());
    }

    public void tell(String campaign, String frames) {
        open.stream().filter(stream -> stream.campaign.equals(campaign)).forEach(stream -> stream.offer(frames));
    }

    /** Lets those go who have not read for long. */
    public void endStalled() {
        open.stream().filter(Stream::stalled).forEach(Stream::end);
    }

    @Override
    public void close() {
        open.forEach(Stream::end);
    }

    private final class Stream {
        private final HttpExchange exchange;
        private final String campaign;
        private final BlockingQueue<String> frames = new ArrayBlockingQueue<>(BEHIND);
        private volatile long writing = Long.MIN_VALUE;

        Stream(HttpExchange exchange, String campaign) {
            this.exchange = exchange;
            this.campaign = campaign;
        }

        /** Who is behind misses what is oldest: the newest says how it stands. */
        void offer(String frame) {
            while (!frames.offer(frame)) {
                frames.poll();
            }
        }

        boolean stalled() {
            long since = writing;
            return since != Long.MIN_VALUE && nanos.getAsLong() - since > PATIENCE;
        }

        void write() {
            try (OutputStream out = exchange.getResponseBody()) {
                while (open.contains(this)) {
                    String frame = frames.poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
                    writing = nanos.getAsLong();
                    out.write((frame == null ? ":\n\n" : frame).getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    writing = Long.MIN_VALUE;
                }
            } catch (IOException gone) {
                end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end();
            }
        }

        void end() {
            open.remove(this);
            exchange.close();
        }
    }
}
