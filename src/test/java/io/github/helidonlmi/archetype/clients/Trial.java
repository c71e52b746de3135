package io.github.helidonlmi.archetype.clients;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.clients.CuttingProxy.Cut;

import jakarta.json.Json;

/**
 * What a client is tried with.
 */
enum Trial {
    STREAM("tokens=20&delay=250", 20),
    CUT_BY_FIN("tokens=40&delay=20", 40),
    CUT_BY_RST("tokens=40&delay=20", 40),
    CUT_BEFORE_BLANK_LINE("tokens=20&delay=20", 20),
    CUT_AFTER_DONE("tokens=5&delay=20", 5),
    HEARTBEAT("tokens=4&delay=700", 4),
    /** Longer than the service lets a stream be. */
    ERROR("tokens=50&delay=100", 50),
    /** Of this text. */
    TEXT("delay=0", 0);

    /** Four bytes, combining marks, line ends of every kind, NUL, what JSON escapes, a byte order mark, right to left. */
    static final String STRANGE = "\uD83D\uDE00\uD83D\uDC69\u200D\uD83D\uDCBB e\u0301\u0302 \n \r \r\n \n\n \u0000 \u0085 \u2028"
            + " \u2029 \u000B\f\u001C\u001D\u001E \t\"\\/ \uFEFF \u05D0\u0627 data: : id \uFFFF";

    /** Events, lines or characters on a connection before it is cut. */
    static final int CUT_AFTER = 6;

    final String query;
    final int tokens;

    Trial(String query, int tokens) {
        this.query = query;
        this.tokens = tokens;
    }

    boolean isFor(Library library) {
        return switch (this) {
            case CUT_AFTER_DONE, CUT_BEFORE_BLANK_LINE, HEARTBEAT -> library.format == Library.Format.EVENTS;
            default -> true;
        };
    }

    /** What is posted. */
    String body() {
        return this == TEXT ? Json.createObjectBuilder().add("text", STRANGE).build().toString() : "";
    }

    /** Where the connections are cut, one after the other. */
    List<Cut> cuts(Library.Format format) {
        return (switch (this) {
            case CUT_BY_FIN, CUT_BY_RST -> switch (format) {
                case EVENTS -> Stream.of(
                        // Between tokens; within a token; before the id; within the digits of the id
                        "\r\n", ".*?data: \"", ".*?data: \"[^\"]*\"\n", ".*?\nid: [0-9a-f]{8}-[0-9]").map(
                                rest -> "(?s)(.*?\n\n){" + CUT_AFTER + "}" + rest);
                case LINES -> Stream.of("(?s)(.*?}\n){" + CUT_AFTER + "}.*?\"token\"");
                case TEXT -> Stream.of("(?s)\\[.*?(\\n.*?){" + CUT_AFTER + "}i");
            };
            case CUT_BEFORE_BLANK_LINE -> Stream.of("(?s)(.*?\n\n){" + CUT_AFTER + "}.*?\nid: [0-9a-f]{8}-[0-9]+\n");
            case CUT_AFTER_DONE -> Stream.of("(?s)event: done.*?\n\n");
            default -> Stream.<String>of();
        }).map(where -> new Cut(Pattern.compile(where), this == CUT_BY_RST)).toList();
    }

    /** What has to arrive of a stream with this id. */
    List<String> expected(String id) {
        int[] characters = ("[" + id + "] "
                + (this == TEXT ? STRANGE : "This is streaming from Lambda Managed Instances!") + "\n").codePoints().toArray();
        return IntStream.range(0, this == TEXT ? characters.length : tokens)
                .mapToObj(i -> Character.toString(characters[i % characters.length])).toList();
    }
}
