package bench;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

@SpringBootApplication
@RestController
public class Application {
    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");

    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @GetMapping("/health")
    Map<String, String> health() {
        return Map.of("status", "healthy");
    }

    @GetMapping("/")
    ResponseEntity<ResponseBodyEmitter> stream(@RequestParam(defaultValue = "50") int delay) {
        var emitter = new ResponseBodyEmitter();
        Thread.startVirtualThread(() -> send(emitter, delay));
        return ResponseEntity.ok().contentType(TEXT).body(emitter);
    }

    private static void send(ResponseBodyEmitter emitter, int delay) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        try {
            for (char c : "[%s] This is streaming from Lambda Managed Instances!\n".formatted(id).toCharArray()) {
                emitter.send(String.valueOf(c), TEXT);
                if (delay > 0) {
                    Thread.sleep(delay);
                }
            }
            emitter.complete();
        } catch (IOException | InterruptedException e) {
            emitter.completeWithError(e);
        }
    }
}
