package com.example.quotesstream.server;

import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.helidon.common.socket.SocketOptions;

/**
 * Closes connections on which a request stops in the middle: Helidon has {@code read-timeout}, but does not set it on the
 * sockets that it accepts. It needs {@code use-nio: false}, since other sockets do not know timeouts.
 */
public record ReadTimeout(Map<SocketOption<?>, Object> socketOptions, Duration connectTimeout, Duration readTimeout,
                          Optional<Integer> socketReceiveBufferSize, Optional<Integer> socketSendBufferSize,
                          boolean socketReuseAddress, boolean socketKeepAlive, boolean tcpNoDelay) implements SocketOptions {
    public ReadTimeout(SocketOptions options) {
        this(options.socketOptions(), options.connectTimeout(), options.readTimeout(), options.socketReceiveBufferSize(),
                options.socketSendBufferSize(), options.socketReuseAddress(), options.socketKeepAlive(), options.tcpNoDelay());
    }

    @Override
    public void configureSocket(SocketChannel socket) {
        SocketOptions.super.configureSocket(socket);
        try {
            socket.socket().setSoTimeout((int) readTimeout.toMillis());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
