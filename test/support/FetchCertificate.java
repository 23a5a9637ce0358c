import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Renews a certificate as Java clients in the field do: TLS 1.2, HttpURLConnection, the first alias of the file. */
public class FetchCertificate {
  /** Arguments: the address, the .p12 file, its password's file, the trusted root's PEM file, the body. */
  public static void main(String[] args) throws Exception {
    SSLContext tls = context(Path.of(args[1]), Files.readString(Path.of(args[2])).toCharArray(), Path.of(args[3]));
    String answer = new String(exchange(tls, "POST", args[0], args[4]), StandardCharsets.UTF_8);
    byte[] file = exchange(tls, "GET", member(answer, "uri"), null);
    char[] password = member(answer, "pass").toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(file), password);
    String alias = store.aliases().nextElement();
    X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
    System.out.println(certificate.getSerialNumber().toString(16).toUpperCase());
    System.out.println(store.getKey(alias, password).getAlgorithm());
    System.out.println(certificate.getSubjectX500Principal().getName());
  }

  private static byte[] exchange(SSLContext tls, String method, String address, String body) throws Exception {
    HttpsURLConnection connection = (HttpsURLConnection) new URL(address).openConnection(Proxy.NO_PROXY);
    connection.setSSLSocketFactory(tls.getSocketFactory());
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod(method);
    connection.setRequestProperty("Accept", "application/json");
    if (body != null) {
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
    }
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IllegalStateException(method + " was answered " + connection.getResponseCode());
    }
    byte[] content;
    try (InputStream in = connection.getInputStream()) {
      content = in.readAllBytes();
    }
    if (connection.getContentLength() != content.length) throw new IllegalStateException("Content-Length is wrong.");
    return content;
  }

  private static SSLContext context(Path file, char[] password, Path root) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(file.toFile())) {
      own.load(in, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(own, password);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(root)) {
      var factory = java.security.cert.CertificateFactory.getInstance("X.509");
      trusted.setCertificateEntry("root", factory.generateCertificate(in));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLSv1.2");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static String member(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"\\\\]+)\"").matcher(json);
    if (!matcher.find()) throw new IllegalStateException("The answer lacks " + name + ".");
    return matcher.group(1);
  }
}
