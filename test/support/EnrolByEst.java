import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.est.CACertsResponse;
import org.bouncycastle.est.ESTAuth;
import org.bouncycastle.est.ESTException;
import org.bouncycastle.est.ESTService;
import org.bouncycastle.est.EnrollmentResponse;
import org.bouncycastle.est.jcajce.JcaHttpAuthBuilder;
import org.bouncycastle.est.jcajce.JsseESTServiceBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Enrols with a code like BouncyCastle: first without credentials, then with those of the challenge. */
public class EnrolByEst {
  /**
   * Arguments: host and port, the PEM file of the trusted root, the tenant, the CN, and a file with a wrong and the right
   * code. Prints the number of authorities, the status for the wrong code, and each serial number obtained with the right
   * one.
   */
  public static void main(String[] args) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(Paths.get(args[1]))) {
      trusted.setCertificateEntry("root", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    String host = args[0].split(":")[0];
    ESTService service = new JsseESTServiceBuilder(args[0], (X509TrustManager) trust.getTrustManagers()[0])
        .withHostNameAuthorizer((name, context) -> name.equals(host))
        .build();

    CACertsResponse authorities = service.getCACerts();
    System.out.println(authorities.getCertificateStore().getMatches(null).size());

    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    X500NameBuilder name = new X500NameBuilder().addRDN(BCStyle.O, args[2]).addRDN(BCStyle.CN, args[3]);
    PKCS10CertificationRequest request = new JcaPKCS10CertificationRequestBuilder(name.build(), keys.getPublic())
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    List<String> codes = Files.readAllLines(Paths.get(args[4]));
    try {
      service.simpleEnroll(false, request, credentials(args[3], codes.get(0)));
    } catch (ESTException refused) {
      System.out.println(refused.getStatusCode());
    }
    EnrollmentResponse answer = service.simpleEnroll(false, request, credentials(args[3], codes.get(1)));
    Collection<X509CertificateHolder> issued = answer.getStore().getMatches(null);
    for (X509CertificateHolder each : issued) System.out.println(each.getSerialNumber().toString(16).toUpperCase());
  }

  private static ESTAuth credentials(String user, String code) throws Exception {
    return new JcaHttpAuthBuilder("Koshin", user, code.toCharArray()).build();
  }
}
