package dev.tidemill.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;

/// Two ends of a connection.
record Sockets(AsynchronousSocketChannel one, AsynchronousSocketChannel other) {

    /// The JDK keeps what its channels need from the first one on.
    static void startGroup() throws IOException {
        AsynchronousSocketChannel.open().close();
    }

    static Sockets connected() throws Exception {
        try (var server = AsynchronousServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var one = AsynchronousSocketChannel.open();
            var accepted = server.accept();
            one.connect(server.getLocalAddress()).get();
            return new Sockets(one, accepted.get());
        }
    }
}
