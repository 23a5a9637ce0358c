import * as v from "valibot";
import type { ExtensionMessage } from "../../protocol/extension-message.ts";

const Answered = v.object({ ok: v.literal(true), value: v.string() });

/** The path of this site's master menu; undefined where the site is not configured any more. */
export async function askMenuPath(): Promise<string | undefined> {
  try {
    const message: ExtensionMessage = { kind: "menu-path" };
    const reply = v.safeParse(Answered, await chrome.runtime.sendMessage(message));
    return reply.success ? reply.output.value : undefined;
  } catch {
    // The extension was reloaded or removed.
    return undefined;
  }
}
