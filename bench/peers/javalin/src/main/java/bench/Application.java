package bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import io.javalin.Javalin;
import io.javalin.http.Context;

public class Application {
    public static void main(String[] args) {
        Javalin.create(config -> {
            config.concurrency.useVirtualThreads = true;
            config.routes.get("/health", context -> context.result("{\"status\":\"healthy\"}").contentType("application/json"));
            config.routes.get("/", Application::stream);
        }).start("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
    }

    private static void stream(Context context) throws IOException, InterruptedException {
        int delay = context.queryParamAsClass("delay", Integer.class).getOrDefault(50);
        context.contentType("text/plain; charset=UTF-8");
        // Not context.outputStream(): that one compresses, and its flush() does nothing
        OutputStream out = context.res().getOutputStream();
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        for (char c : "[%s] This is streaming from Lambda Managed Instances!\n".formatted(id).toCharArray()) {
            out.write(c);
            out.flush();
            if (delay > 0) {
                Thread.sleep(delay);
            }
        }
    }
}
