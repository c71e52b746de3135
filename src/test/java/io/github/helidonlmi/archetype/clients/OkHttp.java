package io.github.helidonlmi.archetype.clients;

import java.time.Duration;

import io.github.helidonlmi.archetype.clients.Delivery.Kind;

import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;

/**
 * okhttp-sse. It does not reconnect by itself: done here with the id of its last event, when the connection is lost.
 */
final class OkHttp implements AutoCloseable {
    private final Deliveries deliveries;
    private final Dispatcher dispatcher = new Dispatcher();
    private final OkHttpClient client = new OkHttpClient.Builder().dispatcher(dispatcher).readTimeout(Duration.ZERO).build();

    OkHttp(Deliveries deliveries) {
        this.deliveries = deliveries;
        dispatcher.setMaxRequestsPerHost(dispatcher.getMaxRequests());
    }

    void start(String job, String url) {
        connect(job, new Request.Builder().url(url).build());
    }

    @Override
    public void close() {
        dispatcher.cancelAll();
        dispatcher.executorService().shutdown();
        client.connectionPool().evictAll();
    }

    private void connect(String job, Request request) {
        EventSources.createFactory(client).newEventSource(request, new EventSourceListener() {
            private String last = request.header("Last-Event-ID");

            @Override
            public void onEvent(EventSource source, String id, String type, String data) {
                last = id == null ? last : id;
                deliver(Kind.EVENT, type == null ? "message" : type, id, data, "");
            }

            @Override
            public void onClosed(EventSource source) {
                deliver(Kind.END, "", "", "", "closed");
            }

            @Override
            public void onFailure(EventSource source, Throwable failure, Response response) {
                if (response != null && response.code() != 200) {
                    deliver(Kind.END, "", "", "", response.toString());
                } else {
                    deliver(Kind.LOST, "", "", "", String.valueOf(failure));
                    Request.Builder again = request.newBuilder();
                    connect(job, (last == null ? again : again.header("Last-Event-ID", last)).build());
                }
            }

            private void deliver(Kind kind, String event, String id, String data, String reason) {
                deliveries.add(new Delivery(job, System.currentTimeMillis(), kind, event, id == null ? "" : id, data, reason));
            }
        });
    }
}
