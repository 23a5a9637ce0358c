import { occasion } from "../../dialog/machine/occasion.ts";
import type { CheckOutcome } from "../../protocol/extension-message.ts";
import { showDialog } from "../actions/show-dialog.ts";
import type { Caller } from "../service/caller.ts";
import { notedStatus } from "../service/noted-status.ts";

/**
 * Checks whether there is anything to show about a site's certificate, and if so, injects the dialog into the document.
 *
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function check(caller: Caller): Promise<CheckOutcome> {
  if (occasion(await notedStatus(caller)) === undefined) return "nothing";
  await showDialog({ tabId: caller.tabId, documentIds: [caller.documentId] });
  return "shown";
}
