import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

import static java.lang.Integer.parseInt;
import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * ConverseStream of Amazon Bedrock on this machine, and the client of the services that call it, in one process and so by one
 * clock. The text of each delta is the time when it was written. The client subtracts it from the time when it reads it, and has
 * what the service has added. Reads lines "port path streams seconds". It answers each with three lines: the measured time
 * begins, it ends, and what was measured.
 */
static final int TOKENS = 60;
static final long PAUSE = Duration.ofMillis(50).toNanos();
/** As long as the pauses of a response: in this time the streams start, one after the other. */
static final long RESPONSE = TOKENS * PAUSE;
static final long PATIENCE = Duration.ofSeconds(30).toNanos();
static final int DIGITS = 19;

void main() throws IOException {
    try (var server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
        Thread.ofVirtual().start(() -> accept(server));
        System.out.println(server.getLocalPort());
        var lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            System.out.println(new Load(parseInt(words[0]), words[1], parseInt(words[2]), parseInt(words[3])).run());
        }
    }
}

// The model

/** How much later than it should the model itself has written. */
static final Times LATE = new Times();
static final byte[] BEGIN = join(ascii("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n"), chunk("messageStart", "{\"role\":\"assistant\"}"));
static final byte[] DELTA = chunk("contentBlockDelta",
        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"@%s \"}}".formatted("0".repeat(DIGITS)));
static final byte[] END = join(chunk("contentBlockStop", "{\"contentBlockIndex\":0}"),
        chunk("messageStop", "{\"stopReason\":\"end_turn\"}"),
        chunk("metadata", "{\"usage\":{\"inputTokens\":10,\"outputTokens\":%1$d,\"totalTokens\":7%1$d}}".formatted(TOKENS)),
        ascii("0\r\n\r\n"));
static final int STAMP = new String(DELTA, US_ASCII).indexOf('@') + 1;
static final int MESSAGE = new String(DELTA, US_ASCII).indexOf("\r\n") + 2;

void accept(ServerSocket server) {
    try {
        while (true) {
            Socket socket = server.accept();
            Thread.ofVirtual().start(() -> serve(socket));
        }
    } catch (IOException e) {
        // It ends
    }
}

void serve(Socket socket) {
    try (socket) {
        socket.setTcpNoDelay(true);
        InputStream in = socket.getInputStream();
        while (readRequest(in)) {
            answer(socket.getOutputStream());
        }
    } catch (IOException | InterruptedException e) {
        // The client has disconnected
    }
}

boolean readRequest(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
        int read = in.read();
        if (read < 0) {
            return false;
        }
        head.append((char) read);
    }
    in.skipNBytes(head.toString().lines().filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
            .mapToLong(line -> Long.parseLong(line.substring(15).strip())).sum());
    return true;
}

void answer(OutputStream out) throws IOException, InterruptedException {
    byte[] delta = DELTA.clone();
    long start = System.nanoTime();
    out.write(join(BEGIN, stamp(delta)));
    for (int i = 1; i < TOKENS; i++) {
        long due = start + i * PAUSE;
        Thread.sleep(Duration.ofNanos(due - System.nanoTime()));
        LATE.add(System.nanoTime() - due);
        out.write(stamp(delta));
    }
    out.write(END);
}

byte[] stamp(byte[] delta) {
    long time = System.nanoTime();
    for (int i = STAMP + DIGITS - 1; i >= STAMP; i--, time /= 10) {
        delta[i] = (byte) ('0' + time % 10);
    }
    int checked = delta.length - MESSAGE - 6;  // without the checksum itself and the end of the chunk
    ByteBuffer.wrap(delta).putInt(MESSAGE + checked, crc(delta, MESSAGE, checked));
    return delta;
}

/** An event, as the AWS event stream encoding has it. */
static byte[] chunk(String type, String payload) {
    var bytes = new ByteArrayOutputStream();
    var headers = new ByteArrayOutputStream();
    try {
        var header = new DataOutputStream(headers);
        for (var each : new TreeMap<>(Map.of(":message-type", "event", ":event-type", type, ":content-type", "application/json"))
                .entrySet()) {
            header.writeByte(each.getKey().length());
            header.writeBytes(each.getKey());
            header.writeByte(7);
            header.writeShort(each.getValue().length());
            header.writeBytes(each.getValue());
        }
        var message = new DataOutputStream(bytes);
        message.writeInt(headers.size() + payload.length() + 16);
        message.writeInt(headers.size());
        message.writeInt(crc(bytes.toByteArray(), 0, 8));
        headers.writeTo(message);
        message.writeBytes(payload);
        message.writeInt(crc(bytes.toByteArray(), 0, bytes.size()));
    } catch (IOException e) {
        throw new UncheckedIOException(e);
    }
    return join(ascii(Integer.toHexString(bytes.size()) + "\r\n"), bytes.toByteArray(), ascii("\r\n"));
}

static int crc(byte[] bytes, int offset, int length) {
    var crc = new CRC32();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
}

static byte[] join(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
        bytes.writeBytes(part);
    }
    return bytes.toByteArray();
}

static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
}

// The client

static final String BODY = "{\"prompt\": \"Why is the sky blue?\"}";

/** Streams that follow each other on so many connections. */
static final class Load {
    private static final long LAST_CHUNK = 0x0d0a300d0a0d0aL;

    private final int streams;
    private final InetSocketAddress address;
    private final byte[] request;
    private final long begin = System.nanoTime() + RESPONSE;
    private final long end;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final Times first = new Times();
    private final Times tokens = new Times();
    private int responses;
    private int errors;
    private int open;

    Load(int port, String path, int streams, int seconds) {
        this.streams = streams;
        request = ascii("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Accept: text/event-stream\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY);
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        end = begin + Duration.ofSeconds(seconds).toNanos();
    }

    String run() throws IOException {
        Thread.ofVirtual().start(this::tell);
        try (Selector selector = Selector.open()) {
            for (int started = 0; open > 0 || System.nanoTime() < end;) {
                long now = System.nanoTime();
                if (now > end + PATIENCE) {
                    errors += open;
                    break;
                }
                for (; started < streams && now >= begin - RESPONSE + RESPONSE / streams * started; started++) {
                    open(selector);
                }
                selector.select(key -> read(key, (Connection) key.attachment()), 1);
            }
        }
        return "{\"responses\": %d, \"tokens\": %d, \"errors\": %d, %s, %s, %s}".formatted(responses,
                first.count + tokens.count, errors, first.json("first"), tokens.json("token"), LATE.json("late"));
    }

    private void tell() {
        try {
            Thread.sleep(Duration.ofNanos(begin - System.nanoTime()));
            LATE.clear();
            System.out.println("begun");
            Thread.sleep(Duration.ofNanos(end - System.nanoTime()));
            System.out.println("ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open(Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.socket().setTcpNoDelay(true);
        channel.configureBlocking(false);
        Connection connection = new Connection();
        channel.register(selector, SelectionKey.OP_READ, connection);
        open++;
        connection.request(channel);
    }

    private void read(SelectionKey key, Connection connection) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            buffer.clear();
            int count = channel.read(buffer);
            long now = System.nanoTime();
            boolean failed = count < 0;
            for (int i = 0; i < count && !failed; i++) {
                failed = connection.received(buffer.get(i), now);
            }
            if (failed) {
                throw new IOException("The response is not complete");
            }
            if (connection.done) {
                if (now < end) {
                    connection.request(channel);
                } else {
                    channel.close();
                    open--;
                }
            }
        } catch (IOException e) {
            errors++;
            open--;
            try {
                channel.close();
            } catch (IOException ignored) {
                // It is closed
            }
        }
    }

    /** The response that a connection is at. */
    private final class Connection {
        private long asked;
        private int received;
        private int digits;
        private long stamp;
        private long last;
        private int position;
        private boolean done;

        void request(SocketChannel channel) throws IOException {
            received = 0;
            digits = DIGITS;
            last = 0;
            position = 0;
            done = false;
            asked = System.nanoTime();
            channel.write(ByteBuffer.wrap(request));
        }

        /** Returns whether the response is not what it should be. */
        boolean received(byte b, long now) {
            last = (last << 8 | b & 0xff) & 0xffffffffffffffL;
            if (++position == 12 && (int) (last & 0xffffff) != 0x323030) {
                return true;
            }
            if (b == '@') {
                digits = 0;
                stamp = 0;
            } else if (digits < DIGITS && b >= '0' && b <= '9') {
                stamp = 10 * stamp + b - '0';
                if (++digits == DIGITS) {
                    token(now);
                }
            }
            done = last == LAST_CHUNK;
            if (done && now >= begin && now < end) {
                responses++;
            }
            return done && received != TOKENS;
        }

        private void token(long now) {
            boolean isFirst = received++ == 0;
            if (now >= begin && now < end) {
                (isFirst ? first : tokens).add(now - (isFirst ? asked : stamp));
            }
        }
    }
}

static final class Times {
    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = time;
    }

    synchronized void clear() {
        count = 0;
    }

    synchronized String json(String name) {
        Arrays.sort(nanos, 0, count);
        return "\"%1$s_p50_ms\": %2$s, \"%1$s_p99_ms\": %3$s".formatted(name, millis(.5), millis(.99));
    }

    private String millis(double part) {
        return count == 0 ? "null" : "%.3f".formatted(nanos[(int) ((count - 1) * part)] / 1e6);
    }
}
