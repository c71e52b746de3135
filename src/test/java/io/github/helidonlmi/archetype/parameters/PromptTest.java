package io.github.helidonlmi.archetype.parameters;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import io.github.helidonlmi.archetype.Parameter;
import io.github.helidonlmi.archetype.Parameters;
import io.github.helidonlmi.archetype.support.Archetype;

import org.codehaus.plexus.components.interactivity.Prompter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the plugin asks whoever generates without batch mode.
 */
class PromptTest {
    private static final Map<String, String> IDS = Archetype.IDS;

    @Test
    void idsAndPackageAreAskedFor() {
        Terminal terminal = new Terminal(List.of(IDS.get("groupId"), IDS.get("artifactId"), "", "Y"));
        Properties values = Archetype.ask(terminal);

        assertEquals(List.of(prompt("groupId"), prompt("artifactId"), prompt("package"), "Confirm properties configuration:"),
                terminal.prompts);
        assertEquals("com.example.quotesstream", values.get("package"));
    }

    /** In the order of the table, but for the package, which depends on others. */
    @Test
    void afterNoAllAreAskedForUntilTheyAreRight() {
        List<String> names = new ArrayList<>(Parameters.ALL.stream().map(Parameter::name).toList());
        names.remove("package");
        names.add("package");
        List<String> answers = new ArrayList<>(List.of(IDS.get("groupId"), IDS.get("artifactId"), "", "N"));
        List<String> prompts = new ArrayList<>();
        for (String name : names) {
            answers.addAll(List.of("not right", IDS.getOrDefault(name, "")));
            prompts.addAll(List.of(prompt(name), "Value does not match the expression, please try again"));
        }
        answers.add("Y");
        prompts.add("Confirm properties configuration:");
        Terminal terminal = new Terminal(answers);
        Archetype.ask(terminal);

        assertEquals(prompts, terminal.prompts.subList(4, terminal.prompts.size()));
    }

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.parameters.IdsTest#wrongIdsAreRefused")
    void wrongIdsAreNotRight(String groupId, String artifactId, String version) {
        assertEquals(List.of(false, false, false),
                List.of(isRight("groupId", groupId), isRight("artifactId", artifactId), isRight("version", version)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "java", "java.lang", ".com", "com.", "com..x", "com.my-app", "com.2x", "com/x", "com x", "x\n",
            "größe.ß"})
    void whatIsNoPackageIsNotRight(String name) {
        assertFalse(isRight("package", name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Java.util", "javax.$a._1", "java1", "a.java"})
    void packageIsRight(String name) {
        assertTrue(isRight("package", name));
    }

    /** The expression would be too long with them. */
    @Test
    void reservedWordIsRefusedAfterAllQuestions() {
        assertTrue(isRight("package", "com.new.app"));
    }

    private static String prompt(String name) {
        return "Define value for property '%s' (should match expression '%s')".formatted(name, regex(name));
    }

    private static boolean isRight(String name, String value) {
        return value.matches(regex(name));
    }

    private static String regex(String name) {
        return Archetype.parameter(name).validationRegex();
    }

    /** Types these answers, of which an empty one takes the default. */
    private static final class Terminal implements Prompter {
        private final Deque<String> answers;
        private final List<String> prompts = new ArrayList<>();

        private Terminal(List<String> answers) {
            this.answers = new ArrayDeque<>(answers);
        }

        @Override
        public String prompt(String message) {
            prompts.add(message.lines().findFirst().orElseThrow());
            return answers.remove();
        }

        @Override
        public String prompt(String message, String defaultReply) {
            String answer = prompt(message);
            return answer.isEmpty() ? defaultReply : answer;
        }

        @Override
        public String prompt(String message, List<String> possibleValues) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String prompt(String message, List<String> possibleValues, String defaultReply) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String promptForPassword(String message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void showMessage(String message) {
            throw new UnsupportedOperationException();
        }
    }
}
