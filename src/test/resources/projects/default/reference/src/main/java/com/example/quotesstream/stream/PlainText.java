package com.example.quotesstream.stream;

/**
 * The tokens and nothing else.
 */
public final class PlainText implements StreamFormat {
    @Override
    public String mediaType() {
        return "text/plain";
    }

    @Override
    public String contentType() {
        return "text/plain; charset=UTF-8";
    }

    @Override
    public String token(String id, int index, String text) {
        return text;
    }
}
