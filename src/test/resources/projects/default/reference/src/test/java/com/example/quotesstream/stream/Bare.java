package com.example.quotesstream.stream;

/**
 * A format of the tests that has only the tokens.
 */
final class Bare implements StreamFormat {
    static final String TYPE = "text/x-bare";

    @Override
    public String mediaType() {
        return TYPE;
    }

    @Override
    public String token(String id, int index, String text) {
        return text;
    }
}
