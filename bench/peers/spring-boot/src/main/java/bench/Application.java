package bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class Application {
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @GetMapping("/health")
    Map<String, String> health() {
        return Map.of("status", "healthy");
    }

    @GetMapping("/")
    void stream(@RequestParam(defaultValue = "50") int delay, HttpServletResponse response)
            throws IOException, InterruptedException {
        response.setContentType("text/plain; charset=UTF-8");
        // Not a StreamingResponseBody: the flush() of its stream does nothing
        OutputStream out = response.getOutputStream();
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
