package org.musterhpc.launcher.web.metrics;

import java.math.BigDecimal;
import java.util.Map;

/** Writes metrics as Prometheus reads them: in its own text format, or as OpenMetrics where that is asked for. */
public final class MetricsText {
    static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final StringBuilder text = new StringBuilder();
    private final boolean open;
    private String name = "";

    public MetricsText(boolean open) {
        this.open = open;
    }

    public void gauge(String family, String help) {
        begin(family, "gauge", help);
    }

    /** @param family without {@code _total}, which its samples have */
    public void counter(String family, String help) {
        begin(open ? family : family + "_total", "counter", help);
        name = family + "_total";
    }

    void histogram(String family, String help) {
        begin(family, "histogram", help);
    }

    private void begin(String family, String type, String help) {
        text.append("# HELP ").append(family).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(family).append(' ').append(type).append('\n');
        name = family;
    }

    /** A sample of the family that was begun last. */
    public void sample(long value, Map<String, String> labels) {
        sample("", (double) value, labels);
    }

    public void sample(double value, Map<String, String> labels) {
        sample("", value, labels);
    }

    /** @param suffix {@code _bucket}, {@code _sum} or {@code _count} */
    public void sample(String suffix, long value, Map<String, String> labels) {
        sample(suffix, (double) value, labels);
    }

    public void sample(String suffix, double value, Map<String, String> labels) {
        text.append(name).append(suffix);
        String before = "{";
        for (Map.Entry<String, String> label : labels.entrySet()) {
            text.append(before).append(label.getKey()).append("=\"");
            text.append(label.getValue()
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n"))
                    .append('"');
            before = ",";
        }
        text.append(labels.isEmpty() ? "" : "}")
                .append(' ')
                .append(number(value))
                .append('\n');
    }

    public static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** All of it; a comment in the one format is the end in the other. */
    public String whole() {
        return text + "# EOF\n";
    }
}
