import type { Authority } from "../authority/authority.ts";
import { policyNameOf } from "../authority/ca-certificate.ts";
import { findOcspSignerFault, isLate, readOcspSigner } from "../authority/ocsp/ocsp-signer.ts";
import type { Settings } from "../settings/settings.ts";
import type { DataFolder } from "../system/data-folder.ts";

/**
 * Finds problems of the OCSP signers: an authority does not permit one, or one was not renewed in time.
 *
 * @returns a sentence about each that says what to do; none without the responder
 */
export async function checkOcsp(
  { ocsp }: Settings,
  files: DataFolder["authority"],
  authority: Authority,
  { passphrase, now }: { readonly passphrase: string; readonly now: Date },
): Promise<string[]> {
  if (ocsp === undefined) return [];
  const present = [authority, ...authority.earlier].filter(({ notAfter }) => now < notAfter);
  const found = await Promise.all(
    present.map(async (each) => {
      const name = policyNameOf(each.issuing);
      const fault = await findOcspSignerFault(each);
      if (fault !== undefined) {
        return `Programs may reject the OCSP responses for certificates of "${name}", because the signer's certificate would not verify: ${fault}. Use another issuing authority, or remove the setting ocsp.`;
      }
      const signer = await readOcspSigner(files, each, passphrase).catch(() => undefined);
      if (signer === undefined || !isLate(signer, each, now)) return [];
      const end = signer.notAfter.toISOString();
      return `The certificate of the OCSP signer of "${name}" expires at ${end} and has not been renewed, which a running service does. Start the service, or see in its log why the sweep renew-ocsp-signers fails.`;
    }),
  );
  return found.flat();
}
