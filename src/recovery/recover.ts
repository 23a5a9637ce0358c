import type { Language } from "../ui/language.ts";
import { openDialog } from "../dialog/frame/open-dialog.tsx";
import { detectPlatform } from "../dialog/systems/platform.ts";
import { textsFor } from "../dialog/texts/texts-for.ts";
import { askKeyKind } from "./ask-key-kind.ts";
import type { Claim } from "./claim.ts";
import { recoveryPort } from "./recovery-port.ts";

/**
 * Gets a certificate for a claim, in the dialog that renewals have.
 *
 * @returns once the dialog has closed: the web app's origin where a certificate was issued
 * @throws RenewalError before the dialog opens, where the code is wrong or the service does not answer
 */
export async function recover(claim: Claim, language: Language): Promise<string | undefined> {
  const port = recoveryPort(claim, await askKeyKind(claim));
  const [status, platform] = await Promise.all([port.status(), detectPlatform(navigator)]);
  const host = document.createElement("div");
  document.body.append(host);
  try {
    const root = host.attachShadow({ mode: "closed" });
    const options = { part: "recovery", status, occasion: "recovery", language, texts: textsFor(language), platform } as const;
    await openDialog(root, port, options).closed;
  } finally {
    host.remove();
  }
  return port.issuedFor();
}
