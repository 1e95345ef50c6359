package org.musterhpc.launcher.web.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.QueueUnavailableException;

/** From an exchange to a request, and from an answer, or what went wrong, to what is sent. */
public final class HttpExchanges {
    private final Notes notes;
    private final EventStreams streams;
    private final UnaryOperator<String> first;

    /**
     * @param notes hears of what nobody expected
     * @param first what somebody who begins to follow a campaign is told at once
     */
    public HttpExchanges(Notes notes, EventStreams streams, UnaryOperator<String> first) {
        this.notes = notes;
        this.streams = streams;
        this.first = first;
    }

    public void serve(HttpExchange exchange, Function<Request, Reply> answer) throws IOException {
        Reply reply = reply(exchange, answer);
        protect(exchange.getResponseHeaders());
        if (reply instanceof Reply.Events events) {
            follow(exchange, events.campaign());
        } else {
            send(exchange, (Reply.Whole) reply);
        }
    }

    private Reply reply(HttpExchange exchange, Function<Request, Reply> answer) {
        try {
            Reply reply = answer.apply(Request.of(exchange));
            if (reply instanceof Reply.Events && streams.full()) {
                throw new HttpRefusal(
                        503, "too many follow campaigns at this moment", "close pages that nobody looks at");
            }
            return reply;
        } catch (RuntimeException e) {
            return Reply.refused(refusal(e));
        }
    }

    private HttpRefusal refusal(RuntimeException e) {
        if (e instanceof HttpRefusal refusal) {
            return refusal;
        }
        String what = String.valueOf(e.getMessage());
        if (e instanceof Problem problem) {
            int status = switch (problem.exit()) {
                case Problem.USAGE -> 400;
                case Problem.UNREACHABLE -> 503;
                default -> 409;
            };
            return new HttpRefusal(status, what, problem.advice());
        }
        if (e instanceof LostCampaignException lost) {
            return lost.partly()
                    ? new HttpRefusal(409, what, "put it together: muster restore " + lost.campaign())
                    : new HttpRefusal(404, what, "/api/v1/campaigns lists them");
        }
        if (e instanceof QueueUnavailableException unavailable) {
            return new HttpRefusal(e instanceof DamagedException ? 409 : 503, what, unavailable.advice());
        }
        notes.note("unexpected: " + e);
        return new HttpRefusal(500, "unexpected: " + e.getClass().getSimpleName(), "muster dashboard has said more");
    }

    /** Nothing of it runs, is shown or is kept elsewhere, and nothing is fetched from elsewhere. */
    private static void protect(Headers headers) {
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                        + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private static void send(HttpExchange exchange, Reply.Whole reply) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", reply.type());
            reply.headers().forEach(headers::set);
            byte[] body = reply.body();
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(reply.status(), body.length == 0 || head ? -1 : body.length);
            if (body.length > 0 && !head) {
                exchange.getResponseBody().write(body);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void follow(HttpExchange exchange, String campaign) throws IOException {
        String frame;
        try {
            frame = first.apply(campaign);
        } catch (RuntimeException e) {
            send(exchange, Reply.refused(refusal(e)));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        streams.open(exchange, campaign, frame);
    }
}
