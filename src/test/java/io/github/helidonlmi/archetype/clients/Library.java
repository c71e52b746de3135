package io.github.helidonlmi.archetype.clients;

/**
 * A client that others have written.
 */
enum Library {
    EVENT_SOURCE("EventSource", Host.BROWSER, Format.EVENTS),
    FETCH_EVENT_SOURCE("fetch-event-source", Host.BROWSER, Format.EVENTS),
    NODE_EVENTSOURCE("eventsource", Host.NODE, Format.EVENTS),
    HTTPX_SSE("httpx-sse", Host.PYTHON, Format.EVENTS),
    OKHTTP_SSE("okhttp-sse", Host.JAVA, Format.EVENTS),
    GO_SSE("go-sse", Host.GO, Format.EVENTS),
    NODE_READLINE("readline", Host.NODE, Format.LINES),
    HTTPX_ITER_LINES("iter_lines", Host.PYTHON, Format.LINES),
    GO_SCANNER("Scanner", Host.GO, Format.LINES),
    HTTPX_ITER_TEXT("iter_text", Host.PYTHON, Format.TEXT),
    FETCH("fetch", Host.BROWSER, Format.TEXT);

    final String client;
    final Host host;
    final Format format;

    Library(String client, Host host, Format format) {
        this.client = client;
        this.host = host;
        this.format = format;
    }

    /** Whether it connects again after each end of a stream, until it gets 204, as the standard has it. */
    boolean reconnects() {
        return this == EVENT_SOURCE || this == NODE_EVENTSOURCE || this == GO_SSE;
    }

    String job(Trial trial) {
        return this + " " + trial;
    }

    enum Format {
        EVENTS, LINES, TEXT
    }

    /** What runs it. */
    enum Host {
        BROWSER, GO, JAVA, NODE, PYTHON
    }
}
