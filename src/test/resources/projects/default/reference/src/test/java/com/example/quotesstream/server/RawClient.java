package com.example.quotesstream.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.example.quotesstream.stream.TestServer;

/**
 * A connection on which a test sends bytes as they stand there, and reads one response after the other.
 */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    public RawClient(TestServer server, String request) throws IOException {
        socket = server.connect(request);
        in = socket.getInputStream();
    }

    /** Sends no more. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The next response to GET or POST, without 100 Continue; empty if the connection is closed instead. */
    public Optional<Response> read() throws IOException {
        return read(true);
    }

    /** The next response, to HEAD if it has no body. */
    public Optional<Response> read(boolean hasBody) throws IOException {
        String line = readLine();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        int status = Integer.parseInt(line.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        if (status == 100) {
            return read(hasBody);
        }
        return Optional.of(new Response(status, headers, hasBody ? readBody(headers) : ""));
    }

    /** Whether the connection is closed, and nothing was left on it. */
    public boolean isClosed() throws IOException {
        return readByte() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String readBody(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.containsKey("Transfer-Encoding")) {
            for (int size = Integer.parseInt(readLine(), 16); size > 0; size = Integer.parseInt(readLine(), 16)) {
                body.writeBytes(in.readNBytes(size));
                readLine();
            }
            readLine();
        } else {
            body.writeBytes(in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0"))));
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = readByte(); next >= 0 && next != '\n'; next = readByte()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    /** A server that closes a connection with something unread resets it. */
    private int readByte() throws IOException {
        try {
            return in.read();
        } catch (SocketException e) {
            return -1;
        }
    }

    /**
     * A response.
     *
     * @param headers by their names in any case
     */
    public record Response(int status, Map<String, String> headers, String body) {
    }
}
