package io.github.helidonlmi.archetype;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Coordinates and package that Maven, Java and CloudFormation take.
 */
class IdsTest {
    private static final String GROUP_ID =
            "must be words of letters, digits, _ and - (not first), joined by dots, such as com.example";
    private static final String ARTIFACT_ID =
            "must be at most 128 letters, digits and -, a letter first (it names the CloudFormation stack, too)";
    private static final String VERSION =
            "must be letters, digits, . _ + and -, a letter or digit first, such as 1.0-SNAPSHOT";
    private static final String PACKAGE =
            "must be the name of a Java package, not in java, such as com.example.app";
    private static final String DERIVED =
            "; this one comes from groupId and artifactId, give another with -Dpackage";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"example, a, 1, a", "_x.y-z, Quote-2-, v1.0_b+7-rc, Java.util", "com.b--c, b2, 0, javax.$a._1"})
    void oddButGoodIdsAreAccepted(String groupId, String artifactId, String version, String packageName) {
        Project project = Archetype.generate(directory,
                "groupId", groupId, "artifactId", artifactId, "version", version, "package", packageName);

        assertTrue(project.files().containsKey("src/main/java/" + packageName.replace('.', '/') + "/Main.java"),
                () -> "Main.java is not in the folder of its package: " + project.files().keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"com..x", ".com", "com.", "-com", "com.-x", "com x", "com/x", "../x", "$1", "${version}",
        "#stop", "cöm", "com.x\n"})
    void groupIdIsRefused(String groupId) {
        Refusal.assertRefused(directory, Archetype.values("groupId", groupId), "groupId=" + groupId + ": " + GROUP_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2x", "-x", "x_y", "x.y", "x y", "a/b", "..", ".", "../x", "../../x/y", "$1", "${version}",
        "#stop", "a&b", "ü", "a\\b"})
    void artifactIdIsRefused(String artifactId) {
        Path deep = directory.resolve("some/where");
        assertTrue(deep.toFile().mkdirs());
        Refusal.assertRefused(deep, directory, Archetype.values("artifactId", artifactId),
                "artifactId=" + artifactId + ": " + ARTIFACT_ID);
    }

    @Test
    void artifactIdLongerThanAStackNameIsRefused() {
        Archetype.generate(directory, "artifactId", "a".repeat(128), "package", "x");
        Refusal.assertRefused(directory, Archetype.values("artifactId", "a".repeat(129), "package", "x"),
                "artifactId=" + "a".repeat(129) + ": " + ARTIFACT_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", ".1", "1 0", "1/0", "../1", "$1", "${x}", "#stop", "1:2", "<1>", "1\n"})
    void versionIsRefused(String version) {
        Refusal.assertRefused(directory, Archetype.values("version", version), "version=" + version + ": " + VERSION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.new.app", "class", "com.true", "com.null.x", "com._", "com.my-app", "com.2x", "com..x",
        ".com", "com.", "com x", "com/x", "../x", "${x}", "#stop", "java", "java.lang", "__version__ x"})
    void packageIsRefused(String name) {
        Refusal.assertRefused(directory, Archetype.values("package", name), "package=" + name + ": " + PACKAGE);
    }

    @ParameterizedTest
    @CsvSource({"new.media, new.media.quotesstream", "1st, 1st.quotesstream", "java, java.quotesstream"})
    void derivedPackageIsRefusedWithAdvice(String groupId, String name) {
        Refusal.assertRefused(directory, Archetype.values("groupId", groupId), "package=" + name + ": " + PACKAGE + DERIVED);
    }
}
