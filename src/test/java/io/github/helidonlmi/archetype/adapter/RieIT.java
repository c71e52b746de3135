package io.github.helidonlmi.archetype.adapter;

import java.net.http.HttpResponse;
import java.nio.file.Path;

import io.github.helidonlmi.archetype.support.Client;
import io.github.helidonlmi.archetype.support.Concurrently;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.SamBuild;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * AWS's own supervisor sends as many events at once as the function takes. It buffers responses, so it shows concurrency and
 * protocol, not pacing.
 */
@RequiresTools({Tool.ADAPTER, Tool.PYTHON, Tool.RIE, Tool.SAM})
@Timeout(120)
class RieIT {
    @TempDir
    private Path function;

    @ParameterizedTest
    @ValueSource(ints = {10, 64})
    void asManyStreamsAreInTheAppAtOnceAsTheFunctionTakes(int concurrency) throws Exception {
        FixtureApp.writeFunction(function);
        try (Rie rie = new Rie(function, concurrency);
                Client app = new Client(rie.app())) {
            Concurrently<HttpResponse<String>> invocations = new Concurrently<>(concurrency, () -> rie.get("/hold"));

            assertEquals(200, app.get("/held/" + concurrency).status());
            assertEquals(200, app.get("/release").status());
            for (HttpResponse<String> response : invocations.results()) {
                assertEquals(200, response.statusCode(), response.body());
                String[] parts = response.body().split("\0{8}");
                assertTrue(parts[0].startsWith("{\"statusCode\":200,"), response.body());
                assertEquals("a" + FixtureApp.REST, parts[1]);
            }
        }
    }

    @Test
    void aGeneratedProjectAnswers() throws Exception {
        try (Rie rie = new Rie(SamBuild.of(Scenario.named("default")), 10)) {
            assertTrue(rie.get("/").body().matches("(?s).*\0{8}" + Client.LINE));
        }
    }
}
