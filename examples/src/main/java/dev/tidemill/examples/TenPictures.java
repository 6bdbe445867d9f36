package dev.tidemill.examples;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Pictures from the web in the time of the slowest, each in a file.
final class TenPictures {

    private TenPictures() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 2) {
            System.err.println("usage: TenPictures FOLDER URL...");
            System.exit(2);
        }
        Path folder = Path.of(arguments[0]);
        List<URI> pictures = Arrays.stream(arguments).skip(1).map(URI::create).toList();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (Path file : download(client, pictures, folder)) System.out.println(file.getFileName());
        }
    }

    /// All at once, but none for longer than half a minute. If one fails the others are kept.
    static List<Path> download(HttpClient client, List<URI> pictures, Path folder)
            throws IOException, InterruptedException {
        List<Task<Path>> downloads = pictures.stream()
                .map(picture -> download(client, picture, folder).cancelAfter(Duration.ofSeconds(30)))
                .toList();
        return Tasks.whenAll(downloads).await();
    }

    private static Task<Path> download(HttpClient client, URI picture, Path folder) {
        Path file = folder.resolve(Path.of(picture.getPath()).getFileName());
        return Tasks.fromStage(client.sendAsync(
                        HttpRequest.newBuilder(picture).build(), HttpResponse.BodyHandlers.ofByteArray()))
                .then(response -> response.statusCode() == 200
                        ? AsyncFiles.write(file, response.body())
                        : Task.failed(new IOException(picture + ": status " + response.statusCode())))
                .thenApply(_ -> file);
    }
}
