package bench;

import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Controller
public class StreamController {
    @Get("/health")
    String health() {
        return "{\"status\":\"healthy\"}";
    }

    @Get(uri = "/", produces = "text/plain; charset=UTF-8")
    Flux<String> stream(@QueryValue(defaultValue = "50") int delay) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        String line = "[%s] This is streaming from Lambda Managed Instances!\n".formatted(id);
        Flux<String> characters = Flux.fromArray(line.split(""));
        if (delay == 0) {
            return characters;
        }
        Mono<String> pause = Mono.delay(Duration.ofMillis(delay)).then(Mono.empty());
        return characters.concatMap(character -> Flux.concat(Mono.just(character), pause));
    }
}
