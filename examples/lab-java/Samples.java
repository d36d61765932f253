import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends all samples and compares what comes back: java Samples.java samples */
public class Samples {
  private static final String SERVICE = "http://127.0.0.1:8480";
  // Enough for a program that only compares; use a JSON library to read anything else of an answer.
  private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    HttpClient client = HttpClient.newHttpClient();
    // Of samples alone: what was presented counts once, and so would a second run.
    post(client, "/reset", "{}");
    int right = 0;
    int all = 0;
    for (String line : Files.readAllLines(folder.resolve("samples.txt"))) {
      // Such as: 07-suspended /verify 422 status_suspended
      String[] expected = line.split(" ");
      String body = Files.readString(folder.resolve(expected[0] + ".json"));
      HttpResponse<String> answer = post(client, expected[1], body);
      String said = answer.statusCode() + " " + codeOf(answer);
      boolean same = said.equals(expected[2] + " " + expected[3]);
      System.out.println((same ? "ok    " : "WRONG ") + expected[0] + ": " + said);
      all++;
      if (same) right++;
    }
    System.out.println(right + " of " + all);
    System.exit(right == all ? 0 : 1);
  }

  /** Of a refusal: the first code is that of what decided. A yes has none. */
  private static String codeOf(HttpResponse<String> answer) {
    if (answer.statusCode() == 200) return "-";
    Matcher found = CODE.matcher(answer.body());
    return found.find() ? found.group(1) : "?";
  }

  private static HttpResponse<String> post(HttpClient client, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(SERVICE + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
