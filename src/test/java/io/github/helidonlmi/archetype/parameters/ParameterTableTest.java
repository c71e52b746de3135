package io.github.helidonlmi.archetype.parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.helidonlmi.archetype.Parameter;
import io.github.helidonlmi.archetype.Parameter.Choice;
import io.github.helidonlmi.archetype.Parameter.Range;
import io.github.helidonlmi.archetype.Parameter.Text;
import io.github.helidonlmi.archetype.Parameters;
import io.github.helidonlmi.archetype.support.Template;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * What is written of the parameters elsewhere is what their table says, {@link Parameters#ALL}.
 */
class ParameterTableTest {
    private static final Path METADATA = Path.of("src/main/resources/META-INF/maven/archetype-metadata.xml");
    private static final Path README = Path.of("README.md");
    private static final Path TEMPLATE = Path.of("src/main/resources/archetype-resources/template.yaml");
    private static final String UPDATE = "table.update";

    @Test
    void metadataHasTheTable() throws IOException {
        assertHasTheTable(METADATA, "<requiredProperties>\n", "    </requiredProperties>", ParameterTableTest::property);
    }

    @Test
    void readmeHasTheTable() throws IOException {
        assertHasTheTable(README, "| Property | Default | Accepted |\n|---|---|---|\n", "\n", ParameterTableTest::row);
    }

    /** A parameter of the stack whose default is one of the archetype takes the values that this one takes. */
    @Test
    void templateAcceptsTheSame() throws IOException {
        String template = Files.readString(TEMPLATE);
        Map<String, Map<String, Object>> stack =
                Template.parse(template.substring(0, template.indexOf("\nResources:"))).get("Parameters");
        Map<String, Parameter> archetype = Parameters.ALL.stream()
                .collect(Collectors.toMap(parameter -> "${" + parameter.name() + "}", parameter -> parameter));
        stack.values().removeIf(parameter -> !archetype.containsKey(String.valueOf(parameter.get("Default"))));

        assertFalse(stack.isEmpty());
        stack.forEach((name, parameter) -> assertEquals(bounds(archetype.get(parameter.get("Default"))), bounds(parameter),
                "Parameters.java and Parameters." + name + " in " + TEMPLATE + " do not accept the same"));
    }

    private static void assertHasTheTable(Path file, String before, String after, Function<Parameter, String> written)
            throws IOException {
        String text = Files.readString(file);
        int start = text.indexOf(before) + before.length();
        int end = text.indexOf("\n" + after, start - 1) + 1;
        String table = Parameters.ALL.stream().map(written).collect(Collectors.joining());
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(file, text.substring(0, start) + table + text.substring(end));
            return;
        }
        String[] expected = table.split("\n");
        String[] actual = text.substring(start, end).split("\n");
        int different = Arrays.mismatch(expected, actual);
        assertEquals(-1, different, () -> """
                Line %s of %s should be
                %s
                as Parameters.java says: ./mvnw test -Dtest=ParameterTableTest -D%s writes it there.
                """.formatted(text.substring(0, start).lines().count() + different + 1, file,
                different < expected.length ? expected[different] : after, UPDATE));
    }

    private static String property(Parameter parameter) {
        String defaultValue = parameter.defaultValue() == null ? ""
                : "            <defaultValue>%s</defaultValue>\n".formatted(parameter.defaultValue());
        return """
                        <requiredProperty key="%s">
                %s            <validationRegex>%s</validationRegex>
                        </requiredProperty>
                """.formatted(parameter.name(), defaultValue, parameter.validationRegex());
    }

    private static String row(Parameter parameter) {
        return "| `%s` | %s | %s |\n".formatted(parameter.name(), defaultInWords(parameter.defaultValue()),
                parameter.description());
    }

    private static String defaultInWords(String defaultValue) {
        return defaultValue == null ? "none"
                : defaultValue.contains("${") ? "`groupId` and `artifactId`, without hyphens" : "`" + defaultValue + "`";
    }

    private static Map<String, String> bounds(Parameter parameter) {
        return switch (parameter.accepted()) {
            case Range range -> Map.of("MinValue", String.valueOf(range.low()), "MaxValue", String.valueOf(range.high()));
            case Choice choice -> Map.of("AllowedValues", choice.values().toString());
            case Text text -> Map.of("AllowedPattern", text.regex());
        };
    }

    private static Map<String, String> bounds(Map<String, Object> stackParameter) {
        return stackParameter.entrySet().stream()
                .filter(entry -> Set.of("MinValue", "MaxValue", "AllowedValues", "AllowedPattern").contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toString()));
    }
}
