package org.musterhpc.launcher.web;

/** A request that is not served: the HTTP status, what is wrong, and what to do. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String advice;

    Refusal(int status, String what, String advice) {
        super(what);
        this.status = status;
        this.advice = advice;
    }

    static Refusal notThere(String what) {
        return new Refusal(404, what, "/api/v1/openapi.json lists what there is");
    }

    static Refusal wrong(String what, String advice) {
        return new Refusal(400, what, advice);
    }

    int status() {
        return status;
    }

    String advice() {
        return advice;
    }
}
