import { fetchWith } from "../client/ask.ts";
import { askKeyKind } from "../client/recovery.ts";
import { openDialog } from "../dialog/frame/open-dialog.tsx";
import { type LoadWork, renewalWork } from "../dialog/machine/renewal-work.ts";
import { dialogTexts } from "../dialog/texts/texts-for.ts";
import type { Language } from "../ui/language.ts";
import { detectPlatform } from "../ui/platform.ts";
import { authorization, type Claim } from "./claim.ts";
import { recoveryPort } from "./recovery-port.ts";

/**
 * Gets a certificate for a claim, in the same dialog as renewals.
 *
 * @returns once the dialog has closed: the web app's origin if a certificate was issued
 * @throws RenewalError before the dialog opens, if the code is wrong or the service does not respond
 */
export async function recover(claim: Claim, language: Language): Promise<string | undefined> {
  // With `credentials: "omit"` the browser does not prompt for a user and a password if the code is wrong.
  const service = { origin: location.origin, transport: fetchWith({ mode: "same-origin", credentials: "omit" }) };
  const keyKind = await askKeyKind(service, authorization(claim));
  const port = recoveryPort(service, claim);
  const [status, platform] = await Promise.all([port.status(), detectPlatform(navigator)]);
  const host = document.createElement("div");
  document.body.append(host);
  try {
    const root = host.attachShadow({ mode: "closed" });
    const loadWork: LoadWork = () => Promise.resolve(renewalWork);
    const texts = dialogTexts(language);
    const options = { part: "recovery", status, occasion: "recovery", language, texts, platform, loadWork } as const;
    await openDialog(root, { kind: "device", keyKind, port }, options).closed;
  } finally {
    host.remove();
  }
  return port.issuedFor();
}
