package org.musterhpc.launcher.web.http;

/** A request that is not served: the HTTP status, what is wrong, and what to do. */
public final class HttpRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String advice;

    public HttpRefusal(int status, String what, String advice) {
        super(what);
        this.status = status;
        this.advice = advice;
    }

    public static HttpRefusal notThere(String what) {
        return new HttpRefusal(404, what, "/api/v1/openapi.json lists what there is");
    }

    public static HttpRefusal wrong(String what, String advice) {
        return new HttpRefusal(400, what, advice);
    }

    public int status() {
        return status;
    }

    public String advice() {
        return advice;
    }
}
