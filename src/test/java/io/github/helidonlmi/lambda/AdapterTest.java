package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Where the adapter comes from, in its order, and what is said of its version. {@code aws} and {@code cargo} are scripts.
 */
class AdapterTest {
    private static final Optional<String> LAYER =
            Optional.of("arn:aws:lambda:eu-west-1:753240598075:layer:LambdaAdapterLayerX86:30");

    @TempDir
    private Path folder;
    private Path commands;
    private Path installations;

    @BeforeEach
    void makeFolders() throws IOException {
        commands = Files.createDirectory(folder.resolve("commands"));
        installations = folder.resolve(".lambda");
    }

    @Test
    void thePathThatIsGivenComesFirst() throws Exception {
        Path given = script(folder.resolve("given"), "# compiled from /registry/lambda_web_adapter-1.2.3-rc4/src/lib.rs");
        install("1.1.0");

        Adapter adapter = Adapter.find(Map.of("LAMBDA_ADAPTER", given.toString()), installations, LAYER);
        assertEquals(new Adapter(given, Optional.of("1.2.3-rc4")), adapter);
        assertEquals("Lambda Web Adapter 1.2.3-rc4 runs here, 1.1.0 is deployed", adapter.describe(LAYER));
    }

    @Test
    void aPathThatIsWrongIsSaid() {
        assertEquals("LAMBDA_ADAPTER is not an executable: nothing", assertThrows(IOException.class,
                () -> Adapter.find(Map.of("LAMBDA_ADAPTER", "nothing"), installations, LAYER)).getMessage());
    }

    @Test
    void anInstallationOfTheVersionThatIsDeployedIsPreferred() throws Exception {
        install("1.0.0");
        install("1.1.0");
        install("1.2.0");
        Files.createDirectories(installations.resolve("adapter-9.9.9"));

        assertEquals("Lambda Web Adapter 1.1.0 runs here", find().describe(LAYER));
        assertEquals("Lambda Web Adapter 1.2.0 runs here", Adapter.find(Map.of(), installations, Optional.empty())
                .describe(Optional.empty()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theLayerIsDownloadedOnce() throws Exception {
        Path zip = folder.resolve("layer.zip");
        try (OutputStream file = Files.newOutputStream(zip); ZipOutputStream out = new ZipOutputStream(file)) {
            for (String name : List.of("bootstrap", "extensions/lambda-adapter")) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes());
            }
        }
        command("aws", "echo \"$@\" >>" + folder.resolve("aws.log") + "\necho " + zip.toUri());
        command("cargo", "exit 1");

        for (int i = 0; i < 2; i++) {
            Adapter adapter = find();
            assertEquals("Lambda Web Adapter 1.1.0 runs here", adapter.describe(LAYER));
            assertEquals("extensions/lambda-adapter", Files.readString(adapter.path()));
            assertTrue(Files.isExecutable(adapter.path()));
        }
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "Arm64" : "X86";
        assertEquals(List.of("lambda get-layer-version-by-arn --arn " + LAYER.get().replace("X86", architecture)
                + " --region eu-west-1 --query Content.Location --output text"), Files.readAllLines(folder.resolve("aws.log")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo 'Unable to locate credentials' >&2; exit 255", "echo None", "echo file:///nowhere.zip",
        "echo file:///dev/null"})
    void cargoComesLastAndOnlyACompleteInstallationCounts(String aws) throws Exception {
        command("aws", aws);
        command("cargo", "exit 101");
        assertEquals("cargo could not install lambda_web_adapter " + Adapter.CARGO_VERSION,
                assertThrows(IOException.class, this::find).getMessage());
        assertFalse(Files.exists(installations.resolve("adapter-" + Adapter.CARGO_VERSION)));

        command("cargo", """
                while [ "$1" != --root ]; do shift; done
                mkdir -p "$2/bin" && touch "$2/bin/lambda-adapter" && chmod +x "$2/bin/lambda-adapter\"""");
        assertEquals("Lambda Web Adapter " + Adapter.CARGO_VERSION + " runs here, 1.1.0 is deployed",
                find().describe(LAYER));
    }

    @Test
    void whatToInstallIsSaid() {
        assertEquals("Lambda Web Adapter is missing: install Rust (cargo), or the AWS CLI with credentials, "
                        + "or set LAMBDA_ADAPTER to the path of lambda-adapter",
                assertThrows(IOException.class, this::find).getMessage());
    }

    private Adapter find() throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.remove("LAMBDA_ADAPTER");
        environment.put("PATH", commands.toString());
        return Adapter.find(environment, installations, LAYER);
    }

    private void install(String version) throws IOException {
        Path bin = Files.createDirectories(installations.resolve("adapter-" + version).resolve("bin"));
        script(bin.resolve("lambda-adapter"), "");
    }

    private void command(String name, String text) throws IOException {
        script(commands.resolve(name), text);
    }

    private static Path script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
