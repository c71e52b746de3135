package io.github.helidonlmi.archetype.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.ec4j.core.Cache.Caches;
import org.ec4j.core.Resource.Resources;
import org.ec4j.core.ResourcePropertiesService;

/**
 * The {@code .editorconfig} files, as an editor finds them for a file, and where its text breaks their rules.
 */
public final class EditorConfig {
    private static final Map<String, String> BROKEN_BY = Map.of(
            "charset=utf-8", "\\x{FFFD}|\\A\\x{FEFF}",
            "end_of_line=crlf", "(?<!\\r)\\n",
            "end_of_line=lf", "\\r",
            "indent_style=space", "(?m)^ *\\t",
            "indent_style=tab", "(?m)^ ",
            "insert_final_newline=true", "[^\\n]\\z",
            "max_line_length=130", "(?m)^.{131}",
            "trim_trailing_whitespace=true", "[ \\t](?=[\\r\\n]|\\z)");
    /**
     * Of a script, shfmt sees whether these are obeyed. In other texts a line may be aligned with the one before, so that
     * nothing can be said of the sizes.
     */
    private static final Set<String> LEFT_TO_SHFMT = Set.of("ignore", "indent_size", "switch_case_indent", "tab_width");

    private final ResourcePropertiesService service = ResourcePropertiesService.builder().cache(Caches.permanent()).build();

    /** Where the file breaks them, as {@code file:line: rule}. */
    public List<String> violations(Path folder, String file) throws IOException {
        Path path = folder.resolve(file).toAbsolutePath();
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        if (text.indexOf('\0') >= 0) {
            // A picture
            return List.of();
        }
        return service.queryProperties(Resources.ofPath(path, StandardCharsets.UTF_8)).getProperties().values().stream()
                .filter(property -> !property.isUnset() && !LEFT_TO_SHFMT.contains(property.getName()))
                .map(property -> property.getName() + "=" + property.getSourceValue())
                .flatMap(rule -> broken(rule).matcher(text).results()
                        .map(place -> "%s:%d: %s".formatted(file, line(text, place.start()), rule)))
                .toList();
    }

    private static Pattern broken(String rule) {
        return Pattern.compile(Objects.requireNonNull(BROKEN_BY.get(rule), () -> "nothing here checks " + rule));
    }

    private static long line(String text, int position) {
        return text.substring(0, position).chars().filter(character -> character == '\n').count() + 1;
    }
}
