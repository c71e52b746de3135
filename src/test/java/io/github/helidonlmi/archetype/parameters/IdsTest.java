package io.github.helidonlmi.archetype.parameters;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Coordinates and package that Maven, Java and CloudFormation take.
 */
class IdsTest {
    private static final String GROUP_ID =
            "must be words of letters, digits, _ and - (not first), joined by dots, such as com.example";
    private static final String ARTIFACT_ID =
            "must be at most 115 letters, digits and -, a letter first (it names the CloudFormation stacks, too)";
    private static final String VERSION =
            "must be letters, digits, . _ + and -, a letter or digit first, such as 1.0-SNAPSHOT";
    private static final String PACKAGE =
            "must be the name of a Java package, in ASCII and not in java, such as com.example.app";
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
    @MethodSource
    void wrongIdsAreRefused(String groupId, String artifactId, String version, String name) {
        Path deep = directory.resolve("some/where");
        assertTrue(deep.toFile().mkdirs());
        Refusal.assertRefused(deep, directory,
                Map.of("groupId", groupId, "artifactId", artifactId, "version", version, "package", name),
                "groupId=" + groupId + ": " + GROUP_ID,
                "artifactId=" + artifactId + ": " + ARTIFACT_ID,
                "version=" + version + ": " + VERSION,
                "package=" + name + ": " + PACKAGE);
    }

    static List<Arguments> wrongIdsAreRefused() {
        return List.of(
                arguments("com..x", "2x", "-1", "com.new.app"),
                arguments(".com", "-x", ".1", "class"),
                arguments("com.", "x_y", "1 0", "com.true"),
                arguments("-com", "x.y", "1/0", "com.null.x"),
                arguments("com.-x", "x y", "1:2", "com._"),
                arguments("com x", "a/b", "<1>", "com.my-app"),
                arguments("com/x", "..", "1\n", "com.2x"),
                arguments("../x", "../x", "../1", "../x"),
                arguments("$1", "$1", "$1", "__version__ x"),
                arguments("${version}", "${version}", "${x}", "${x}"),
                arguments("#stop", "#stop", "#stop", "#stop"),
                arguments("cöm", "x_", "ä", "com..x"),
                arguments("com.x\n", ".", " ", "com x"),
                arguments("com:x", "a&b", "[1,2)", "com/x"),
                arguments(" com", "a\\b", "1;2", ".com"),
                arguments("com ", "../../x/y", "'1'", "java"),
                arguments("com.x;", "/x", "1 ", "java.lang"));
    }

    @ParameterizedTest
    @CsvSource({"ü, com.müller.app", "ı, com.ıo", "ａ, ａ.b"})
    @DisabledIfSystemProperty(named = "sun.jnu.encoding", matches = "ANSI_X3.4-1968",
            disabledReason = "The plugin fails to write a file of such a name before it runs the archetype's script")
    void whatIsBeyondAsciiIsRefused(String artifactId, String name) {
        Refusal.assertRefused(directory, Archetype.values("artifactId", artifactId, "package", name),
                "artifactId=" + artifactId + ": " + ARTIFACT_ID,
                "package=" + name + ": " + PACKAGE);
    }

    @Test
    void artifactIdThatMakesAStackNameTooLongIsRefused() {
        Archetype.generate(directory, "artifactId", "a".repeat(115), "package", "x");
        Refusal.assertRefused(directory, Archetype.values("artifactId", "a".repeat(116), "package", "x"),
                "artifactId=" + "a".repeat(116) + ": " + ARTIFACT_ID);
    }

    @ParameterizedTest
    @CsvSource({"new.media, new.media.quotesstream", "1st, 1st.quotesstream", "java, java.quotesstream"})
    void derivedPackageIsRefusedWithAdvice(String groupId, String name) {
        Refusal.assertRefused(directory, Archetype.values("groupId", groupId),
                "package=" + name + ": " + PACKAGE + DERIVED);
    }
}
