import * as v from "valibot";
import { CheckOutcome } from "../../protocol/extension-message.ts";
import { sendToBackground } from "../send-to-background.ts";

const Checked = v.object({ ok: v.literal(true), value: CheckOutcome });

/** Asks the background whether there is anything to show; undefined if it could not find out. */
export async function askBackground(): Promise<CheckOutcome | undefined> {
  try {
    const reply = v.safeParse(Checked, await sendToBackground({ kind: "check" }));
    return reply.success ? reply.output.value : undefined;
  } catch {
    // The extension was reloaded or removed, and its scripts in open pages have lost their background.
    return undefined;
  }
}
