package io.github.helidonlmi.archetype;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A parameter of the archetype: what its prompt, a refusal and README.md say about it.
 *
 * @param name         its key
 * @param defaultValue null for none; a Velocity template if it depends on others
 * @param accepted     which values are accepted, whatever the others are
 * @param note         more to know, in Markdown, or empty
 */
public record Parameter(String name, String defaultValue, Accepted accepted, String note) {
    Parameter(String name, String defaultValue, Accepted accepted) {
        this(name, defaultValue, accepted, "");
    }

    /** What the table of README.md says under Accepted. */
    public String description() {
        return joined(accepted.words(), note);
    }

    /**
     * The expression in archetype-metadata.xml. The plugin shows it at the prompt, so its comment explains the key.
     */
    public String validationRegex() {
        // A choice is its own description
        String comment = accepted instanceof Choice choice ? joined(choice.unit(), note) : description();
        return ("(?x)" + accepted.regex() + " # " + comment.replaceAll("[`*]", "")).strip();
    }

    /** What a refusal says. */
    String rule() {
        return "must be " + (accepted instanceof Range ? "a whole number from " : "") + accepted.words();
    }

    boolean accepts(String value) {
        return value.matches(accepted.regex());
    }

    /**
     * Whether another name is nearly this one: its beginning, its letters in another order, or the same except for case,
     * hyphens and a few letters. Names with a dot belong to Maven and its plugins.
     */
    boolean isMeantBy(String other) {
        String mine = name.toLowerCase(Locale.ROOT);
        String theirs = other.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
        return !other.contains(".") && (theirs.length() > 3 && mine.startsWith(theirs)
                || sorted(mine).equals(sorted(theirs))
                || distance(mine, theirs) <= Math.min(3, mine.length() / 3));
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
    }

    private static String sorted(String letters) {
        return letters.chars().sorted().mapToObj(Character::toString).collect(Collectors.joining());
    }

    /** How many letters must be inserted, deleted or replaced. */
    private static int distance(String from, String to) {
        int[] row = IntStream.rangeClosed(0, to.length()).toArray();
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    /** The values that are accepted. */
    public sealed interface Accepted {
        /** Matches exactly these. */
        String regex();

        String words();
    }

    /** Text that matches a pattern. */
    public record Text(String regex, String words) implements Accepted {
    }

    /** One of a few. */
    public record Choice(String unit, List<String> values) implements Accepted {
        Choice(String unit, String... values) {
            this(unit, List.of(values));
        }

        @Override
        public String regex() {
            return values.stream().map(value -> value.replaceAll("\\W", "\\\\$0")).collect(Collectors.joining("|"));
        }

        @Override
        public String words() {
            int last = values.size() - 1;
            return String.join(", ", values.subList(0, last)) + " or " + values.get(last)
                    + (unit.isEmpty() ? "" : " (" + unit + ")");
        }
    }

    /**
     * A whole number between two bounds, both accepted, written without leading zeros.
     *
     * @param reserved a number between them that is not accepted, or one below them for none
     */
    public record Range(int low, int high, String unit, int reserved) implements Accepted {
        Range(int low, int high, String unit) {
            this(low, high, unit, low - 1);
        }

        @Override
        public String regex() {
            return reserved < low ? between(low, high) : "(?!%s$)(%s)".formatted(reserved, between(low, high));
        }

        @Override
        public String words() {
            return "%s to %s (%s)".formatted(low, high, unit);
        }

        /** One part for each run of numbers that share their first digits: 8 to 219 become [89]|[1-9]\d|1\d\d|2[01]\d. */
        private static String between(int low, int high) {
            List<String> runs = new ArrayList<>();
            int next = low;
            while (next <= high) {
                int size = 1;
                int free = 0;
                while (next > 0 && next % (size * 10) == 0 && next + size * 10 - 1 <= high) {
                    size *= 10;
                    free++;
                }
                int first = next / size % 10;
                int last = Math.min(9, first + (high + 1 - next) / size - 1);
                String before = next / size < 10 ? "" : String.valueOf(next / size / 10);
                runs.add(before + digit(first, last) + "\\d".repeat(free));
                next += (last + 1 - first) * size;
            }
            return String.join("|", runs);
        }

        private static String digit(int first, int last) {
            return first == last ? String.valueOf(first) : "[" + first + (first + 1 == last ? "" : "-") + last + "]";
        }
    }
}
