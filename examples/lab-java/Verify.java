import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** Asks whether what is in a file holds: java Verify.java samples/01-role.json */
public class Verify {
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("java Verify.java FILE");
      System.exit(2);
    }
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:8480/verify"))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofFile(Path.of(args[0])))
            .build();
    HttpResponse<String> answer;
    try {
      answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException none) {
      // No answer is no yes. Most often nothing listens there: is the service running?
      System.out.println("not accepted (no answer from " + request.uri() + ")");
      System.exit(1);
      return;
    }
    // 200 alone is a yes. 422 is a no; 503 could not be told, and is no yes either.
    boolean accepted = answer.statusCode() == 200;
    System.out.println((accepted ? "accepted" : "not accepted") + " (" + answer.statusCode() + ")");
    System.out.println(answer.body());
    System.exit(accepted ? 0 : 1);
  }
}
