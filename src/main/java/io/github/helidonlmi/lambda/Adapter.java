package io.github.helidonlmi.lambda;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The executable of Lambda Web Adapter for this machine.
 *
 * @param path    the executable
 * @param version its version; empty if it is unknown
 */
record Adapter(Path path, Optional<String> version) {
    /** The newest on crates.io. */
    static final String CARGO_VERSION = "1.0.0-rc1";

    private static final String EXECUTABLE = "lambda-adapter";
    private static final String PREFIX = "adapter-";
    /** Its place in an ARN. */
    private static final int REGION = 3;
    private static final Pattern LAYER = Pattern.compile("(.+:layer:LambdaAdapterLayer)(X86|Arm64):(\\d+)");
    /** Version numbers of the layer, from the adapter's releases. */
    private static final Map<String, String> LAYER_VERSIONS =
            Map.of("25", "0.9.1", "26", "1.0.0-rc1", "27", "1.0.0", "28", "1.0.1", "30", "1.1.0");
    /** What cargo leaves in an executable: where it was compiled. */
    private static final Pattern COMPILED_FROM = Pattern.compile("lambda_web_adapter-([0-9][0-9A-Za-z.+-]*)/src/");

    /**
     * Finds the adapter, or installs it. It comes from the path in {@code LAMBDA_ADAPTER}, an earlier installation, the layer
     * with the AWS CLI, or cargo, in this order.
     *
     * @param environment variables of this process
     * @param folder      the folder of installations
     * @param layer       the ARN of the layer that is deployed, if there is one
     * @throws IOException if none of them has it; the message says what to install
     */
    static Adapter find(Map<String, String> environment, Path folder, Optional<String> layer) throws IOException {
        String given = environment.getOrDefault("LAMBDA_ADAPTER", "");
        if (!given.isEmpty()) {
            Path path = Path.of(given).toAbsolutePath();
            if (!Files.isExecutable(path)) {
                throw new IOException("LAMBDA_ADAPTER is not an executable: " + given);
            }
            return new Adapter(path, compiledVersion(path));
        }
        Optional<Adapter> installed = installed(folder, layer);
        if (installed.isPresent()) {
            return installed.get();
        }
        Optional<Path> aws = command(environment, "aws");
        Optional<Adapter> ofLayer = layer.isPresent() && aws.isPresent()
                ? fromLayer(aws.get(), folder, layer.get()) : Optional.empty();
        if (ofLayer.isPresent()) {
            return ofLayer.get();
        }
        Optional<Path> cargo = command(environment, "cargo");
        if (cargo.isPresent()) {
            return fromCargo(cargo.get(), folder);
        }
        throw new IOException("Lambda Web Adapter is missing: install Rust (cargo), or the AWS CLI with credentials, "
                + "or set LAMBDA_ADAPTER to the path of lambda-adapter");
    }

    /** One line that says which adapter runs, and how it differs from the layer that is deployed. */
    String describe(Optional<String> layer) {
        String line = "Lambda Web Adapter " + version.orElse("of an unknown version") + " runs here";
        return layer.map(Adapter::layerVersion).filter(deployed -> !version.equals(Optional.of(deployed)))
                .map(deployed -> line + ", " + deployed + " is deployed").orElse(line);
    }

    private static Optional<Adapter> installed(Path folder, Optional<String> layer) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(folder)) {
            List<Adapter> found = folders.sorted().filter(Files::isDirectory)
                    .filter(installation -> installation.getFileName().toString().startsWith(PREFIX))
                    .map(Adapter::in).filter(adapter -> Files.isExecutable(adapter.path)).toList();
            return found.stream().filter(adapter -> adapter.version.equals(layer.map(Adapter::layerVersion))).findFirst()
                    .or(() -> found.reversed().stream().findFirst());
        }
    }

    private static Adapter in(Path installation) {
        return new Adapter(installation.resolve("bin").resolve(EXECUTABLE).toAbsolutePath(),
                Optional.of(installation.getFileName().toString().substring(PREFIX.length())));
    }

    private static Optional<Adapter> fromLayer(Path aws, Path folder, String deployed) throws IOException {
        Matcher arn = LAYER.matcher(deployed);
        if (!System.getProperty("os.name").equals("Linux") || !arn.matches()) {
            return Optional.empty();
        }
        String layer = arn.group(1) + (System.getProperty("os.arch").equals("aarch64") ? "Arm64" : "X86") + ":" + arn.group(3);
        System.out.println("Downloading Lambda Web Adapter from " + layer + ", once");
        Path unpacked = Files.createDirectories(folder.resolve("installing"));
        try {
            Process location = new ProcessBuilder(aws.toString(), "lambda", "get-layer-version-by-arn", "--arn", layer,
                    "--region", layer.split(":")[REGION], "--query", "Content.Location", "--output", "text")
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String url = new String(location.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (location.waitFor() != 0 || !unpack(url, Files.createDirectories(unpacked.resolve("bin")).resolve(EXECUTABLE))) {
                System.out.println("The layer cannot be downloaded");
                return Optional.empty();
            }
            return Optional.of(keep(unpacked, folder.resolve(PREFIX + layerVersion(layer))));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static boolean unpack(String url, Path file) {
        try (InputStream download = URI.create(url).toURL().openStream(); ZipInputStream zip = new ZipInputStream(download)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals("extensions/" + EXECUTABLE)) {
                    Files.copy(zip, file, StandardCopyOption.REPLACE_EXISTING);
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                    return true;
                }
            }
            return false;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return false;
        }
    }

    private static Adapter fromCargo(Path cargo, Path folder) throws IOException {
        System.out.println("Installing Lambda Web Adapter " + CARGO_VERSION + " with cargo, once; this takes some minutes");
        Path root = Files.createDirectories(folder.resolve("installing")).toAbsolutePath();
        try {
            Process install = new ProcessBuilder(cargo.toString(), "install", "lambda_web_adapter", "--version", CARGO_VERSION,
                    "--locked", "--force", "--quiet", "--root", root.toString()).inheritIO().start();
            if (install.waitFor() != 0) {
                throw new IOException("cargo could not install lambda_web_adapter " + CARGO_VERSION);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return keep(root, folder.resolve(PREFIX + CARGO_VERSION));
    }

    /** Only a complete installation gets its name. */
    private static Adapter keep(Path complete, Path installation) throws IOException {
        Files.move(complete, installation);
        return in(installation);
    }

    private static String layerVersion(String arn) {
        String number = arn.substring(arn.lastIndexOf(':') + 1);
        return LAYER_VERSIONS.getOrDefault(number, "layer version " + number);
    }

    private static Optional<String> compiledVersion(Path executable) throws IOException {
        Matcher matcher = COMPILED_FROM.matcher(Files.readString(executable, StandardCharsets.ISO_8859_1));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<Path> command(Map<String, String> environment, String name) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
    }
}
