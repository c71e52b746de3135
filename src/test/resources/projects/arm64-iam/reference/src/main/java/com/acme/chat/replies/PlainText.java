package com.acme.chat.replies;

/**
 * The tokens and nothing else.
 */
final class PlainText implements StreamFormat {
    @Override
    public String contentType() {
        return "text/plain; charset=UTF-8";
    }

    @Override
    public String token(String id, int index, String text) {
        return text;
    }
}
