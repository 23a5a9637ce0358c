import { occasion } from "../../dialog/occasion.ts";
import type { RenewalPort } from "../../dialog/port.ts";
import { claimDocument } from "./claim.ts";
import { attachHost } from "./host-element.ts";

/** Shows the renewal dialog in a document until the person closes it; a second one at the same time is not shown. */
export async function showRenewal(document: Document, port: RenewalPort): Promise<void> {
  const release = claimDocument();
  if (release === undefined) return;
  try {
    const status = await port.status();
    if (occasion(status) !== undefined) attachHost(document);
  } finally {
    release();
  }
}
