import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Renews a certificate like Java clients in the field: TLS 1.2, HttpURLConnection, the first alias of the file. */
public class FetchCertificate {
  /**
   * Arguments: the address, the .p12 file, the file with its password, the PEM file of the trusted root, the body, and
   * optionally an address to request with the new certificate.
   */
  public static void main(String[] args) throws Exception {
    char[] ownPassword = new String(Files.readAllBytes(Paths.get(args[2])), StandardCharsets.UTF_8).toCharArray();
    SSLContext tls = context(open(Files.readAllBytes(Paths.get(args[1])), ownPassword), ownPassword, Paths.get(args[3]));
    String answer = new String(exchange(tls, "POST", args[0], args[4]), StandardCharsets.UTF_8);
    byte[] file = exchange(tls, "GET", member(answer, "uri"), null);
    char[] password = member(answer, "pass").toCharArray();
    KeyStore store = open(file, password);
    String alias = store.aliases().nextElement();
    X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
    System.out.println(certificate.getSerialNumber().toString(16).toUpperCase());
    System.out.println(store.getKey(alias, password).getAlgorithm());
    System.out.println(certificate.getSubjectX500Principal().getName());
    if (args.length > 5) {
      SSLContext renewed = context(store, password, Paths.get(args[3]));
      System.out.println(new String(exchange(renewed, "GET", args[5], null), StandardCharsets.UTF_8));
    }
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
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (InputStream in = connection.getInputStream()) {
      byte[] part = new byte[4096];
      for (int length = in.read(part); length >= 0; length = in.read(part)) content.write(part, 0, length);
    }
    if (connection.getContentLength() != content.size()) throw new IllegalStateException("Content-Length is wrong.");
    return content.toByteArray();
  }

  private static KeyStore open(byte[] file, char[] password) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(file), password);
    return store;
  }

  private static SSLContext context(KeyStore own, char[] password, Path root) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(own, password);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(root)) {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
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
