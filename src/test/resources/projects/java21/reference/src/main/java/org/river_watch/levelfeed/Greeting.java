package org.river_watch.levelfeed;

import java.util.function.Consumer;

/**
 * A sentence character by character, again and again if more tokens are asked for than it has.
 */
final class Greeting implements TokenSource {
    @Override
    public void send(StreamRequest request, Consumer<String> tokens) throws InterruptedException {
        int[] characters = ("[" + request.id() + "] This is streaming from Lambda Managed Instances!\n").codePoints().toArray();
        int end = request.tokens().orElse(characters.length);
        for (int i = request.first(); i < end; i++) {
            tokens.accept(Character.toString(characters[i % characters.length]));
            if (request.delay().isPositive()) {
                Thread.sleep(request.delay());
            }
        }
    }
}
