import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;

/** Opens .p12 files like Java clients in the field, and prints one line about each. */
public class OpenFiles {
  /** Arguments: pairs of a .p12 file and the file with its password. */
  public static void main(String[] args) {
    for (int at = 0; at < args.length; at += 2) {
      String said;
      try {
        said = open(args[at], new String(Files.readAllBytes(Paths.get(args[at + 1])), StandardCharsets.UTF_8).trim());
      } catch (Exception refusal) {
        said = "refused: " + refusal.getMessage();
      }
      System.out.println(said.replace('\n', ' '));
    }
  }

  /** The key's algorithm and the SHA-256 of each certificate, that of the key first. */
  private static String open(String file, String password) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(file)) {
      store.load(in, password.toCharArray());
    }
    String alias = store.aliases().nextElement();
    PrivateKey key = (PrivateKey) store.getKey(alias, password.toCharArray());
    Certificate[] chain = store.getCertificateChain(alias);
    String algorithm = "SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm());
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(new byte[] {1, 2, 3});
    byte[] signed = signature.sign();
    signature.initVerify(chain[0]);
    signature.update(new byte[] {1, 2, 3});
    if (!signature.verify(signed)) throw new IllegalStateException("The key is another certificate's.");
    StringBuilder said = new StringBuilder(key.getAlgorithm());
    for (Certificate certificate : chain) {
      said.append(' ');
      for (byte octet : MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())) {
        said.append(String.format("%02x", octet));
      }
    }
    return said.toString();
  }
}
