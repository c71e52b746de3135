package io.github.helidonlmi.archetype.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Checkout;
import io.github.helidonlmi.archetype.support.LocalRepository;
import io.github.helidonlmi.archetype.support.MavenRepository;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.archetype.support.Tool.Result;

import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a release uploads to Maven Central, and a company to its own repository, from a checkout of this repository.
 */
@RequiresTools({Tool.GIT, Tool.GPG})
class ReleaseIT {
    private static final String NAME = "helidon-response-streaming-lmi-archetype";
    private static final String SERVER = "<servers><server><id>%s</id><username>reader</username><password>secret</password>"
            + "</server></servers>";
    private static final String URL = "https://repo.example.com/releases";

    @TempDir
    private static Path folder;

    private static Path checkout;

    @TempDir
    private Path directory;

    @BeforeAll
    static void checkOut() throws Exception {
        checkout = Checkout.in(folder.resolve("checkout"));
    }

    @Test
    void bundleHasAllThatMavenCentralAsksFor() throws Exception {
        Path keys = Files.createDirectory(directory.resolve("keys"));
        String gnupg = "GNUPGHOME='%s' ".formatted(keys);
        shell("chmod 700 '%s'".formatted(keys));
        shell(gnupg + "gpg --batch --quiet --passphrase '' --quick-generate-key test@example.com");
        Path settings = Files.writeString(directory.resolve("central.xml"), Files.readString(LocalRepository.settings(directory))
                .replace("<profiles>", SERVER.formatted("central") + "<profiles>"));
        try {
            shell(gnupg + maven(settings, "-Prelease deploy -DskipUpload"));
            Path bundle = Files.createDirectory(directory.resolve("bundle"));
            unzip(checkout.resolve("target/central-publishing/central-bundle.zip"), bundle);
            Path uploaded = bundle.resolve("io/github/helidonlmi").resolve(NAME).resolve(LocalRepository.version());
            String name = NAME + "-" + LocalRepository.version();
            Set<String> expected = new TreeSet<>();
            for (String file : List.of(".jar", ".pom", "-javadoc.jar", "-sources.jar")) {
                for (String suffix : List.of("", ".asc", ".md5", ".sha1")) {
                    expected.add(name + file + suffix);
                }
                shell(gnupg + "gpg --verify '%1$s.asc' '%1$s'".formatted(uploaded.resolve(name + file)));
            }
            Set<String> actual = names(uploaded);
            assertTrue(actual.containsAll(expected), actual.toString());
            assertModel(uploaded.resolve(name + ".pom"));
            assertHas(uploaded.resolve(name + ".jar"), "META-INF/LICENSE");
            assertHas(uploaded.resolve(name + "-javadoc.jar"), "index.html");
            assertHas(uploaded.resolve(name + "-sources.jar"), "io/github/helidonlmi/archetype/Parameters.java");
        } finally {
            shell(gnupg + "gpgconf --kill all");
        }
    }

    @Test
    void equalSourcesMakeAnEqualArchive() throws Exception {
        Path other = Checkout.in(directory.resolve("a folder of another name"));
        Path settings = LocalRepository.settings(directory);
        shell(maven(settings, "clean package"));
        Tool.runScript(other, Path.of("/bin/sh"), "-c", maven(settings, "package")).success();

        String jar = "target/%s-%s.jar".formatted(NAME, LocalRepository.version());
        assertArrayEquals(Files.readAllBytes(checkout.resolve(jar)), Files.readAllBytes(other.resolve(jar)));
    }

    @Test
    void aCompanyDeploysToItsRepositoryAndGeneratesFromIt() throws Exception {
        String page = Files.readString(Path.of("docs/platform-teams.md"));
        Path releases = Files.createDirectory(directory.resolve("releases"));
        String mine = Files.readString(LocalRepository.settings(directory));
        String profile = find(mine, "(?s)<profiles>(.+)</profiles>");
        try (MavenRepository repository = new MavenRepository(releases, "reader", "secret")) {
            Path deploying = Files.writeString(directory.resolve("deploying.xml"), mine.replace("<profiles>",
                    SERVER.formatted("company") + "<profiles>"));
            shell(maven(deploying, find(page, "\n\\./mvnw (deploy .+)\n").replace(URL, repository.url())));

            String crawl = find(page, "\nmvn (\\S+:crawl .+)\n").replace("FOLDER", releases.toString());
            shell(maven(LocalRepository.settings(directory), crawl));
            String settings = find(page, "(?s)```xml\n(<settings>.+?)```");
            Path generating = Files.writeString(directory.resolve("generating.xml"), settings
                    .replace(URL, repository.url())
                    .replace("</profiles>", profile + "</profiles>")
                    .replace("</activeProfiles>", "<activeProfile>downloaded</activeProfile></activeProfiles>"));
            String generate = ("cd %s && %s/mvnw --batch-mode --settings %s -Dmaven.repo.local=%s %s -DarchetypeCatalog=remote"
                    + " -DarchetypeGroupId=io.github.helidonlmi -DarchetypeArtifactId=%s -DarchetypeVersion=%s"
                    + " -DgroupId=com.example -DartifactId=quotes-stream")
                    .formatted(directory, checkout, generating, directory.resolve("fresh"),
                            crawl.replaceFirst(":crawl .*", ":generate"), NAME, LocalRepository.version());
            Result result = shell(generate);

            assertFalse(result.output().contains("not found in any catalog"), result.output());
            assertEquals(Archetype.generate(directory.resolve("expected")).files(),
                    Project.files(directory.resolve("quotes-stream")));
        }
    }

    private static String maven(Path settings, String arguments) {
        return "./mvnw --batch-mode --quiet --settings '%s' -Dmaven.repo.local='%s' -DskipTests -Dmaven.test.skip %s"
                .formatted(settings, LocalRepository.FOLDER, arguments);
    }

    private static Result shell(String command) throws Exception {
        Result result = Tool.runScript(checkout, Path.of("/bin/sh"), "-c", command);
        result.success();
        return result;
    }

    private static void assertModel(Path pom) throws Exception {
        Model model = new MavenXpp3Reader().read(Files.newBufferedReader(pom));
        assertEquals("https://github.com/helidonlmi/" + NAME, model.getProperties().getProperty("repository"));
        assertEquals("${repository}", model.getUrl());
        assertEquals("${repository}", model.getScm().getUrl());
        assertNotNull(model.getScm().getConnection());
        assertNotNull(model.getName());
        assertNotNull(model.getDescription());
        assertEquals("Apache-2.0", model.getLicenses().getFirst().getName());
        assertEquals("helidonlmi", model.getDevelopers().getFirst().getOrganization());
    }

    private static void assertHas(Path jar, String entry) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            assertNotNull(file.getEntry(entry), jar + " lacks " + entry);
        }
    }

    private static void unzip(Path zip, Path target) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : file.stream().filter(entry -> !entry.isDirectory()).toList()) {
                Path path = target.resolve(entry.getName());
                Files.createDirectories(path.getParent());
                Files.copy(file.getInputStream(entry), path);
            }
        }
    }

    private static Set<String> names(Path target) throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String find(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertTrue(found.find(), pattern);
        return found.group(1);
    }
}
