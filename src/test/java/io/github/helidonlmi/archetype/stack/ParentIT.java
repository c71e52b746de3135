package io.github.helidonlmi.archetype.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.archetype.support.Tool.Result;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A project below a parent pom.xml is built by all commands, and as its own pom.xml says.
 */
@RequiresTools({Tool.MAKE, Tool.SAM})
@Execution(ExecutionMode.CONCURRENT)
class ParentIT {
    private static final String SPRING_BOOT = """
            <parent>
                <groupId>org.springframework.boot</groupId>
                <artifactId>spring-boot-starter-parent</artifactId>
                <version>3.5.7</version>
                <relativePath/>
            </parent>
            """;
    private static final String OLD = """
            <properties>
                <maven.compiler.release>17</maven.compiler.release>
            </properties>
            <build>
                <plugins>
                    <plugin>
                        <artifactId>maven-compiler-plugin</artifactId>
                        <version>3.8.1</version>
                        <configuration>
                            <release>17</release>
                        </configuration>
                        <executions>
                            <execution>
                                <id>default-compile</id>
                                <configuration>
                                    <release>17</release>
                                </configuration>
                            </execution>
                        </executions>
                    </plugin>
                    <plugin>
                        <artifactId>maven-surefire-plugin</artifactId>
                        <version>2.22.2</version>
                    </plugin>
                    <plugin>
                        <artifactId>maven-jar-plugin</artifactId>
                        <version>3.1.0</version>
                    </plugin>
                </plugins>
            </build>
            """;
    private static final int JAVA_25 = 69;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {SPRING_BOOT, OLD})
    void isBuiltByAllCommands(String contents) throws Exception {
        Path build = Archetype.parent(directory.resolve("a build"), contents);
        // For another processor, sam build records no AOT cache, which takes longest and reads no pom.xml
        String other = Tool.architecture().equals("arm64") ? "x86_64" : "arm64";
        Path project = Archetype.generate(build, "architecture", other).folder();

        Tool.MAKE.run(project, "test").success();
        assertEquals(JAVA_25, classVersion(project.resolve("target/function")));
        Tool.SAM.run(project, "build").success();
        assertEquals(JAVA_25, classVersion(project.resolve(".aws-sam/build/StreamingFunction")));

        Result result = inContainer(project);
        assertTrue(result.errors().contains("this build goes without it"), result.errors());
        assertEquals(JAVA_25, classVersion(directory.resolve("artifacts")));
        assertTrue(Files.readString(directory.resolve("source/pom.xml")).contains("<parent>"));
    }

    /** As sam build --use-container does: without the folders above the project. */
    private Result inContainer(Path project) throws Exception {
        Path source = directory.resolve("source");
        Path copy = directory.resolve("scratch");
        for (Path target : List.of(source, copy)) {
            copy(project, target);
        }
        Path artifacts = Files.createDirectory(directory.resolve("artifacts"));
        Result result = Tool.MAKE.run(copy, "--makefile=" + source.resolve("Makefile"), "build-StreamingFunction",
                "ARTIFACTS_DIR=" + artifacts);
        result.success();
        return result;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.filter(path -> !path.startsWith(from.resolve("target"))
                    && !path.startsWith(from.resolve(".aws-sam"))).toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    private static int classVersion(Path function) throws IOException {
        try (JarFile jar = new JarFile(function.resolve("app.jar").toFile())) {
            return ByteBuffer.wrap(jar.getInputStream(jar.getEntry("com/example/quotesstream/Main.class")).readAllBytes())
                    .getShort(6);
        }
    }
}
