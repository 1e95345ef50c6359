package org.musterhpc.launcher.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.web.http.Access;
import org.musterhpc.launcher.web.http.Encryption;
import org.musterhpc.launcher.web.http.EventStreams;
import org.musterhpc.launcher.web.http.HostNames;
import org.musterhpc.launcher.web.http.HttpExchanges;
import org.musterhpc.launcher.web.http.HttpRefusal;
import org.musterhpc.launcher.web.http.Listen;
import org.musterhpc.launcher.web.http.Reply;
import org.musterhpc.launcher.web.http.Request;
import org.musterhpc.launcher.web.http.Route;
import org.musterhpc.launcher.web.metrics.Metrics;
import org.musterhpc.launcher.web.pages.Actions;
import org.musterhpc.launcher.web.pages.Answers;
import org.musterhpc.launcher.web.pages.CampaignPages;
import org.musterhpc.launcher.web.pages.Recorder;
import org.musterhpc.launcher.web.pages.SharedUseCases;
import org.musterhpc.launcher.web.pages.TaskAnswers;

/** Serves the page and its API until it is closed. */
public final class Dashboard implements AutoCloseable {
    private static final int MOST_AT_ONCE = 32;

    /** Who has sent half a request, or half of what encryption begins with, holds a thread until his time is over. */
    private static final int MOST_COMING_IN = 256;

    private static final int MOST_WAITING = 1_000;
    private static final int BACKLOG = 128;
    private static final LongSupplier NANOS = System::nanoTime;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Semaphore answering = new Semaphore(MOST_AT_ONCE, true);
    private final Listen listen;
    private final HostNames hosts;
    private final String token;
    private final Access access;
    private final EventStreams streams;
    private final Recorder recorder;
    private final List<Route> routes;
    private final HttpExchanges exchanges;

    private Dashboard(UseCases app, Listen listen, HttpServer server) {
        this.server = server;
        this.listen = listen;
        this.hosts = listen.names();
        this.token = Access.secret();
        this.access = new Access(
                token,
                listen.password(),
                port(),
                listen.encryption() != null,
                app.here().pause());
        this.streams = new EventStreams(NANOS);
        SharedUseCases site = new SharedUseCases(app);
        this.recorder = new Recorder(site, streams);
        this.exchanges = new HttpExchanges(app.notes(), streams, recorder::first);
        this.routes = routes(site, recorder, listen.readOnly());
        // Who comes while all are busy waits; more than that many are a flood, and let go.
        this.threads = new ThreadPoolExecutor(
                MOST_COMING_IN, MOST_COMING_IN, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "muster-web");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** @throws Problem usage, where the port is taken */
    public static Dashboard start(UseCases app, Listen listen) {
        // Of a request that comes in a byte a minute, a thread must not be held.
        System.setProperty("sun.net.httpserver.maxReqTime", "20");
        InetSocketAddress at = new InetSocketAddress(listen.address(), listen.port());
        try {
            HttpServer server =
                    listen.encryption() == null ? HttpServer.create(at, BACKLOG) : encrypted(at, listen.encryption());
            Dashboard dashboard = new Dashboard(app, listen, server);
            server.setExecutor(dashboard.threads);
            server.createContext("/", dashboard::serve);
            server.start();
            return dashboard;
        } catch (IOException e) {
            throw Problem.usage(
                    "port " + listen.port() + " of " + listen.address().getHostAddress() + " cannot be had: "
                            + PrivateFiles.reason(e),
                    "give another --port, or none for one that is free");
        }
    }

    private static HttpServer encrypted(InetSocketAddress at, Encryption encryption) throws IOException {
        HttpsServer server = HttpsServer.create(at, BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(encryption.context()));
        return server;
    }

    static List<Route> routes(SharedUseCases site, Recorder recorder, boolean readOnly) {
        Answers answers = new Answers(NANOS);
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/", (request, names) -> Assets.file("index.html")));
        routes.add(Route.get("/assets/{file}", (request, names) -> Assets.file(names.getOrDefault("file", ""))));
        routes.add(Route.get("/api/v1/openapi.json", (request, names) -> Assets.file("openapi.json")));
        routes.add(Route.get(
                "/api/v1/session",
                (request, names) -> Reply.json(Json.object()
                        .put("read_only", readOnly)
                        .put("host", Machine.here().name()))));
        Metrics metrics = new Metrics(site, answers);
        routes.add(Route.get("/metrics", (request, names) -> metrics.page(request)));
        routes.addAll(new CampaignPages(site, answers, recorder).routes());
        routes.addAll(new TaskAnswers(site, answers).routes());
        routes.addAll(new Actions(site, answers).routes());
        return routes;
    }

    List<Route> routes() {
        return routes;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** With the token: for whoever started it. */
    public String url() {
        return (listen.encryption() == null ? "http" : "https") + "://" + listen.host() + ":" + port() + "/?token="
                + token;
    }

    /** What to type elsewhere so that the address leads here; empty where it does so anyway. */
    public String tunnel() {
        return listen.address().isLoopbackAddress()
                ? "ssh -L " + port() + ":" + listen.host() + ":" + port() + " " + Machine.user() + "@"
                        + Machine.here().name()
                : "";
    }

    /** Looks, and tells those who follow; to be called once a second. */
    public void runOnce() {
        recorder.runOnce();
    }

    private void serve(HttpExchange exchange) throws IOException {
        exchanges.serve(exchange, request -> {
            answering.acquireUninterruptibly();
            try {
                return answer(request);
            } finally {
                answering.release();
            }
        });
    }

    private Reply answer(Request request) {
        if (!hosts.has(request.header("Host"))) {
            throw new HttpRefusal(
                    421,
                    "this page is not served under the name " + request.header("Host"),
                    "use the address that muster dashboard printed");
        }
        if (request.path().equals(List.of("login")) && access.takesPassword()) {
            return login(request);
        }
        if (request.method().equals("GET")
                && request.path().equals(List.of(""))
                && request.query().containsKey("token")) {
            return access.isToken(request.query("token", ""))
                    ? Reply.elsewhere("/", access.enter())
                    : Assets.door(access.takesPassword(), "This token is of another time.");
        }
        Access.Visitor visitor = access.visitor(request);
        if (visitor == null) {
            String open = "Open the address that muster dashboard printed, with its token.";
            if (request.forPrograms()) {
                throw new HttpRefusal(401, "the token is missing, or is of another time", open);
            }
            return Assets.door(access.takesPassword(), open);
        }
        return dispatch(request, visitor);
    }

    private Reply login(Request request) {
        boolean ours = request.method().equals("POST") && hosts.sameOrigin(request);
        return ours && access.isPassword(request.form().getOrDefault("password", ""))
                ? Reply.elsewhere("/", access.enter())
                : Assets.door(true, "That was not the password.");
    }

    private Reply dispatch(Request request, Access.Visitor visitor) {
        boolean there = false;
        for (Route route : routes) {
            Map<String, String> names = route.match(request.path());
            there |= names != null;
            if (names == null || !route.method().equals(request.method())) {
                continue;
            }
            if (route.acts()) {
                if (listen.readOnly()) {
                    throw new HttpRefusal(403, "this page is for looking only", "start it without --read-only");
                }
                access.requireActing(request, visitor, hosts);
            }
            Reply reply = route.handler().answer(request, names);
            boolean session = route.template().equals("/api/v1/session") && visitor.guard() != null;
            return session ? guarded((Reply.Whole) reply, visitor) : reply;
        }
        if (there) {
            throw new HttpRefusal(405, request.method() + " is nothing to do here", "GET looks, POST acts");
        }
        throw HttpRefusal.notThere("there is nothing at this address");
    }

    /** Only a page of ours can read a header of an answer, and so only it can act. */
    private static Reply guarded(Reply.Whole reply, Access.Visitor visitor) {
        return new Reply.Whole(
                reply.status(), reply.type(), reply.body(), Map.of(Access.GUARD, String.valueOf(visitor.guard())));
    }

    @Override
    public void close() {
        streams.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
