import type { HelpTexts } from "./help-texts.ts";

/** Explanations of terms, in English. */
export const helpEn: HelpTexts = {
  explanationOf: (term) => `About “${term}”`,
  help: {
    name: "CN is the name of the holder, O that of the tenant.",
    cn: "The name of the certificate's holder.",
    o: "The name of the tenant that the certificate belongs to.",
    state:
      "Applied for: issued by a renewal, not used yet.\nIn use: it can connect.\nRenewed: the new certificate is used in its place.\nRevoked: withdrawn, it cannot connect.\nExpired: its time is over, it cannot connect.",
    kind: "What the certificate is for, by the form of its CN: people use client certificates on their devices, programs use those for API, database and backup.",
    notAfter: "Afterwards nobody connects with this certificate. Renew it before.",
    requestedAt: "The day on which the certificate or its renewal was applied for.",
    issuedAt: "The day on which the authority issued this certificate.",
    attention:
      "Expires soon: it is time to renew it, and nobody has begun.\nExpired, none instead: the holder has no valid certificate.\nRenewed, not used: the new certificate was issued a day ago or more, and is not used.",
    remark: "A note for administrators. It is not part of the certificate, and a renewal copies it to the new one.",
    device: "A note of the device that the certificate is used on, so that nobody issues a second one for it.",
    mail: "The mail address of whoever uses the certificate, who is asked to renew it before it expires.",
    password: "It is entered when the p12 file is imported. Showing it takes your code, and is recorded.",
    authority: "The certificate of the authority that issued this one, for programs that ask for it.",
    serial: "The number that tells certificates apart. The device shows it in the details of its certificate, too.",
    fileName: "The name of the downloaded p12 file.",
    predecessor: "The certificate that this one replaces.",
    replacement: "The certificate that a renewal has issued in place of this one.",
  },
};
