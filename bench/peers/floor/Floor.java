import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** As little as the JDK alone needs to stream: a virtual thread for a connection, a socket write for a chunk. */
void main() throws IOException {
    int port = Integer.parseInt(System.getenv("PORT"));
    try (var server = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress())) {
        while (true) {
            Socket socket = server.accept();
            Thread.startVirtualThread(() -> serve(socket));
        }
    }
}

void serve(Socket socket) {
    try (socket) {
        socket.setTcpNoDelay(true);
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
        for (String request = in.readLine(); request != null; request = in.readLine()) {
            while (!in.readLine().isEmpty()) {
                // No header matters here
            }
            String path = request.split(" ")[1];
            if (path.equals("/health")) {
                write(socket.getOutputStream(), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");
            } else {
                stream(socket.getOutputStream(), path.startsWith("/?delay=") ? Integer.parseInt(path.substring(8)) : 50);
            }
        }
    } catch (IOException | InterruptedException e) {
        // The client has disconnected
    }
}

void stream(OutputStream out, int delay) throws IOException, InterruptedException {
    String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (char c : "[%s] This is streaming from Lambda Managed Instances!\n".formatted(id).toCharArray()) {
        write(out, "1\r\n" + c + "\r\n");
        if (delay > 0) {
            Thread.sleep(delay);
        }
    }
    write(out, "0\r\n\r\n");
}

void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
}
