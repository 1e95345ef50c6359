package org.musterhpc.launcher.web;

import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.text.ShippedFile;
import org.musterhpc.launcher.web.http.HttpRefusal;
import org.musterhpc.launcher.web.http.Reply;

/** The page's own files, which come with the program. */
final class Assets {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json");

    /** All of them: nothing else is looked for by a name that somebody sends. */
    static final List<String> FILES = List.of(
            "index.html",
            "openapi.json",
            "icon.svg",
            "page.css",
            "page.js",
            "dom.js",
            "api.js",
            "ask.js",
            "chart.js",
            "campaign.js",
            "tasks.js",
            "task.js");

    private Assets() {}

    static Reply file(String name) {
        if (!FILES.contains(name)) {
            throw HttpRefusal.notThere("there is no file '" + name + "'");
        }
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        return new Reply.Whole(200, type, ShippedFile.bytes(Assets.class, name), Map.of());
    }

    /** For whoever has shown nothing yet. */
    static Reply door(boolean password, String note) {
        String form = password
                ? "<form method=\"post\" action=\"/login\"><p><label>Password <input type=\"password\" name=\"password\""
                        + " autocomplete=\"current-password\" autofocus></label> <button>Enter</button></p></form>"
                : "";
        return Reply.of(
                401,
                "text/html; charset=utf-8",
                "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\""
                        + " content=\"width=device-width\"><title>Muster</title></head><body><main><h1>Muster</h1><p>"
                        + note
                        + "</p>" + form + "</main></body></html>\n");
    }
}
