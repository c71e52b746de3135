package bench;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import org.jboss.resteasy.reactive.RestQuery;

@Path("/")
public class StreamResource {
    private static final String TEXT = "text/plain;charset=UTF-8";

    @GET
    @Path("health")
    @Produces(MediaType.APPLICATION_JSON)
    public String health() {
        return "{\"status\":\"healthy\"}";
    }

    @GET
    @Produces(TEXT)
    @RunOnVirtualThread
    public StreamingOutput stream(@RestQuery @DefaultValue("50") int delay) {
        return out -> {
            for (String character : characters()) {
                out.write(character.getBytes());
                out.flush();
                pause(delay);
            }
        };
    }

    @GET
    @Path("multi")
    @Produces(TEXT)
    public Multi<String> multi(@RestQuery @DefaultValue("50") int delay) {
        Multi<String> characters = Multi.createFrom().iterable(characters());
        if (delay == 0) {
            return characters;
        }
        Multi<String> pause = Uni.createFrom().<String>nullItem().onItem().delayIt().by(Duration.ofMillis(delay)).toMulti();
        return characters.onItem().transformToMultiAndConcatenate(
                character -> Multi.createBy().concatenating().streams(Multi.createFrom().item(character), pause));
    }

    private static List<String> characters() {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return List.of("[%s] This is streaming from Lambda Managed Instances!\n".formatted(id).split(""));
    }

    private static void pause(int delay) throws IOException {
        if (delay > 0) {
            try {
                Thread.sleep(delay);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
