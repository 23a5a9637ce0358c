import { fromBase64 } from "../core/base64.ts";
import { readCsrAttributes } from "../core/x509/csr-attributes.ts";
import { defaultKeyKind, type KeyKind } from "../core/key-kind.ts";
import { askService, textOf } from "../dialog/jobs/ask-service.ts";
import { RenewalError } from "../dialog/machine/renewal-error.ts";
import { paths } from "../protocol/paths.ts";
import { authorization, type Claim } from "./claim.ts";

/**
 * Shows the code to the service, before any key is made, and learns what kind of key the tenant wants.
 *
 * @throws RenewalError `recovery-code-wrong` and other refusals
 */
export async function askKeyKind(claim: Claim): Promise<KeyKind> {
  const response = await askService(paths.csrAttributes, {
    // Without credentials of its own the browser does not ask for a user and a password where the code is wrong.
    credentials: "omit",
    headers: { Authorization: authorization(claim) },
  });
  const text = await textOf(response);
  try {
    const [preferred = defaultKeyKind] = readCsrAttributes(fromBase64(text));
    return preferred;
  } catch (cause) {
    throw new RenewalError("answer-malformed", "The service's answer names no kind of key.", { cause });
  }
}
