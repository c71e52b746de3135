package io.github.helidonlmi.archetype.repository;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.helidonlmi.archetype.support.LocalLambda;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whoever has never heard of the archetype writes a test from the README of the package lambda alone: for a service in Python.
 */
@RequiresTools({Tool.ADAPTER, Tool.PYTHON})
@Timeout(300)
class LambdaReadmeIT {
    private static final Path README = Path.of("src/main/java/io/github/helidonlmi/lambda/README.md");

    private static final String SERVICE = """
            #!/usr/bin/env python3
            import os, time
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

            class Hello(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"

                def do_GET(self):
                    self.send_response(200)
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    for character in "Hello":
                        self.wfile.write(b"1\\r\\n%s\\r\\n" % character.encode())
                        time.sleep(0.2)
                    self.wfile.write(b"0\\r\\n\\r\\n")

            ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Hello).serve_forever()
            """;

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
                <modelVersion>4.0.0</modelVersion>
                <groupId>stranger</groupId>
                <artifactId>stranger</artifactId>
                <version>1</version>
                <properties>
                    <maven.compiler.release>21</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                </properties>
                <dependencies>
            %s
                </dependencies>
                <build>
                    <plugins>
                        <plugin>
                            <artifactId>maven-compiler-plugin</artifactId>
                            <version>%s</version>
                        </plugin>
                        <plugin>
                            <artifactId>maven-surefire-plugin</artifactId>
                            <version>%s</version>
                            <configuration>
                                <includes>
                                    <include>**/*IT.java</include>
                                </includes>
                            </configuration>
                        </plugin>
                    </plugins>
                </build>
            </project>
            """;

    @TempDir
    private Path project;

    @Test
    void theTestOfTheReadmeRunsForAServiceInPython() throws Exception {
        String readme = Files.readString(README);
        String pom = Files.readString(Scenario.named("default").project().resolve("pom.xml"));
        Files.writeString(project.resolve("pom.xml"), POM.formatted(block(readme, "xml"),
                found(pom, "<version.plugin.compiler>(.+)<"), found(pom, "<version.plugin.surefire>(.+)<")));
        Path service = Files.createDirectory(project.resolve("function")).resolve("run.sh");
        Files.writeString(service, SERVICE);
        Files.setPosixFilePermissions(service, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path tests = Files.createDirectories(project.resolve("src/test/java"));
        Files.writeString(tests.resolve("HelloIT.java"), imports() + block(readme, "java"));

        Path mvnw = Path.of("mvnw").toAbsolutePath();
        List<String> build = List.of(mvnw.toString(), "--batch-mode", "--no-transfer-progress", "test");
        String output = LocalLambda.run(LocalLambda.command(project, Map.of(), build.toArray(String[]::new))).success();
        assertTrue(output.contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0"), output);

        Files.writeString(service, SERVICE.replace("\"Hello\"", "\"hello\""));
        output = LocalLambda.run(LocalLambda.command(project, Map.of(), build.toArray(String[]::new))).output();
        assertTrue(output.contains("expected: <72> but was: <104>"), output);
    }

    /** What an IDE would add. */
    private static String imports() {
        return List.of("io.github.helidonlmi.lambda.*", "java.io.*", "java.net.http.*", "java.net.http.HttpResponse.*",
                "java.nio.file.*", "org.junit.jupiter.api.*", "org.junit.jupiter.api.extension.*").stream()
                .map(name -> "import " + name + ";\n")
                .collect(Collectors.joining("", "", "import static org.junit.jupiter.api.Assertions.*;\n"));
    }

    private static String block(String text, String language) {
        return found(text, "(?s)```" + language + "\n(.+?)```");
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return matcher.group(1);
    }
}
