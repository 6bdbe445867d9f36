package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.stream.IntStream;

/// A server, and a client that asks it many things at once: first for all answers, then for each as
/// it comes.
final class ManyRequests {

    private static final int WAITING_CONNECTIONS = 1024;

    private ManyRequests() {}

    public static void main(String[] arguments) throws Exception {
        int requests = arguments.length == 0 ? 1000 : Integer.parseInt(arguments[0]);
        Task<Void> serving;
        try (var server = new ServerSocket(0, WAITING_CONNECTIONS, InetAddress.getLoopbackAddress())) {
            serving = Task.run(() -> serve(server));
            int port = server.getLocalPort();

            List<String> answers = Tasks.whenAll(ask(port, requests)).await();
            System.out.println(answers.size() + " answers; the first: " + answers.getFirst());

            int shortest = Integer.MAX_VALUE;
            for (Task<String> answered : Tasks.whenEach(ask(port, requests))) {
                shortest = Math.min(shortest, answered.await().length());
            }
            System.out.println("the shortest has " + shortest + " characters");
        }
        serving.await();
    }

    private static List<Task<String>> ask(int port, int requests) {
        return IntStream.range(0, requests)
                .mapToObj(n -> Task.run(() -> request(port, "Request #" + n)))
                .toList();
    }

    private static String request(int port, String message) throws IOException {
        try (var connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connection.getOutputStream().write(message.getBytes(UTF_8));
            connection.shutdownOutput();
            return new String(connection.getInputStream().readAllBytes(), UTF_8);
        }
    }

    /// A virtual thread for each connection, until the server is closed.
    private static void serve(ServerSocket server) throws IOException {
        while (true) {
            Socket connection;
            try {
                connection = server.accept();
            } catch (SocketException e) {
                if (server.isClosed()) return;
                throw e;
            }
            Task.run(() -> answer(connection)).forget();
        }
    }

    private static void answer(Socket connection) throws IOException {
        try (connection) {
            String message = new String(connection.getInputStream().readAllBytes(), UTF_8);
            connection.getOutputStream().write(("Answer to " + message).getBytes(UTF_8));
        }
    }
}
