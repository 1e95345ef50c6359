package org.musterhpc.launcher.web.metrics;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.web.http.EventStreams;
import org.musterhpc.launcher.web.http.HostNames;
import org.musterhpc.launcher.web.http.HttpExchanges;
import org.musterhpc.launcher.web.http.HttpRefusal;
import org.musterhpc.launcher.web.http.Reply;
import org.musterhpc.launcher.web.http.Request;
import org.musterhpc.launcher.web.pages.Answers;
import org.musterhpc.launcher.web.pages.SharedUseCases;

/** Serves nothing but metrics, to this machine, for a program that does something else. */
public final class MetricsServer implements AutoCloseable {
    private static final int BACKLOG = 16;

    private final HttpServer server;
    private final ExecutorService threads;

    private MetricsServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** @throws Problem usage, where the port is taken */
    public static MetricsServer start(UseCases app, int port) {
        System.setProperty("sun.net.httpserver.maxReqTime", "20");
        try {
            InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            HttpServer server = HttpServer.create(new InetSocketAddress(here, port), BACKLOG);
            ExecutorService threads = Executors.newFixedThreadPool(2, work -> {
                Thread thread = new Thread(work, "muster-metrics");
                thread.setDaemon(true);
                return thread;
            });
            Metrics metrics = new Metrics(new SharedUseCases(app), new Answers(System::nanoTime));
            HostNames hosts = new HostNames(List.of());
            HttpExchanges exchanges = new HttpExchanges(app.notes(), new EventStreams(System::nanoTime), name -> name);
            server.setExecutor(threads);
            server.createContext(
                    "/", exchange -> exchanges.serve(exchange, request -> answer(request, hosts, metrics)));
            server.start();
            return new MetricsServer(server, threads);
        } catch (IOException | IllegalArgumentException e) {
            throw Problem.usage(
                    "--metrics: port " + port + " cannot be had: "
                            + (e instanceof IOException io ? PrivateFiles.reason(io) : e.getMessage()),
                    "give another one");
        }
    }

    private static Reply answer(Request request, HostNames hosts, Metrics metrics) {
        if (!hosts.has(request.header("Host"))) {
            throw new HttpRefusal(
                    421, "metrics are not served under the name " + request.header("Host"), "say localhost");
        }
        if (request.changes() || !request.path().equals(List.of("metrics"))) {
            throw new HttpRefusal(404, "there is nothing at this address", "GET /metrics");
        }
        return metrics.page(request);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
