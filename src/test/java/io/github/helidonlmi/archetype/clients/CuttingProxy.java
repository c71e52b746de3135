package io.github.helidonlmi.archetype.clients;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a client and a service, and cuts their connections where it is told to.
 */
final class CuttingProxy implements AutoCloseable {
    private static final Duration TIME_TO_READ = Duration.ofMillis(200);

    private final URI service;
    private final String body;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    // Guarded by this
    private final Queue<Cut> cuts;
    private final List<String> requests = new ArrayList<>();
    private final StringBuilder responses = new StringBuilder();
    private final List<Socket> sockets = new ArrayList<>();

    /**
     * @param cuts one for each connection of a stream, then no more
     * @param body sent with each request instead of none, since a browser's EventSource cannot; empty for none
     */
    CuttingProxy(URI service, List<Cut> cuts, String body) throws IOException {
        this.service = service;
        this.cuts = new ArrayDeque<>(cuts);
        this.body = body;
        Thread.ofVirtual().start(this::listen);
    }

    URI root() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The heads of the requests for a stream. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** All that the service has answered, a character for each byte. */
    synchronized String responses() {
        return responses.toString();
    }

    /** How many connections are still to be cut. */
    synchronized int cutsLeft() {
        return cuts.size();
    }

    /** What has passed, for the message of a test that fails. */
    @Override
    public synchronized String toString() {
        return requests + "\n" + responses;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (this) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private void listen() {
        try {
            while (true) {
                Socket client = open(listener.accept());
                Socket upstream = open(new Socket(service.getHost(), service.getPort()));
                Connection connection = new Connection(client, upstream);
                Thread.ofVirtual().start(connection::forwardRequests);
                Thread.ofVirtual().start(connection::forwardResponses);
            }
        } catch (IOException e) {
            // Closed
        }
    }

    private synchronized Socket open(Socket socket) throws IOException {
        sockets.add(socket);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Returns the next cut if this is a request for a stream; null for none. */
    private synchronized Cut request(String head) {
        if (!head.startsWith("GET /?")) {
            return null;
        }
        requests.add(head);
        return cuts.peek();
    }

    private synchronized void respond(String text) {
        responses.append(text);
    }

    private synchronized void done(Cut cut) {
        cuts.remove(cut);
    }

    /**
     * Where to cut a connection. FIN waits until the client has had the time to read until there. RST comes at once, and
     * discards what the client has not read.
     *
     * @param where what the service has answered on it until then, with chunks and all
     */
    record Cut(Pattern where, boolean reset) {
    }

    private final class Connection {
        private final Socket client;
        private final Socket upstream;
        private volatile Cut cut;

        Connection(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void forwardRequests() {
            try (client; upstream) {
                for (String head = readHead(); !head.isEmpty(); head = readHead()) {
                    cut = request(head);
                    boolean post = !body.isEmpty() && head.startsWith("GET /?");
                    upstream.getOutputStream().write((post ? post(head) : head).getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // One of both has disconnected, and so does the other
            }
        }

        void forwardResponses() {
            StringBuilder all = new StringBuilder();
            byte[] buffer = new byte[1 << 16];
            try (client; upstream) {
                InputStream in = upstream.getInputStream();
                OutputStream out = client.getOutputStream();
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
                    int before = all.length();
                    all.append(text);
                    respond(text);
                    Matcher found = cut == null ? null : cut.where().matcher(all);
                    if (found != null && found.find()) {
                        out.write(buffer, 0, found.end() - before);
                        done(cut);
                        if (!cut.reset()) {
                            Thread.sleep(TIME_TO_READ);
                        }
                        client.setSoLinger(cut.reset(), 0);
                        return;
                    }
                    out.write(buffer, 0, length);
                }
            } catch (IOException | InterruptedException e) {
                // One of both has disconnected, and so does the other
            }
        }

        private String readHead() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = client.getInputStream().read();
                if (next < 0) {
                    return "";
                }
                head.write(next);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        private String post(String head) {
            return head.replaceFirst("GET", "POST").replaceFirst("\r\n\r\n",
                    "\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                            .formatted(body.getBytes(StandardCharsets.UTF_8).length)) + body;
        }
    }
}
