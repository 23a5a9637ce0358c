import * as v from "valibot";
import { sendToBackground } from "../send-to-background.ts";

const Answered = v.object({ ok: v.literal(true), value: v.string() });

/** The path of this site's master menu; undefined if the site is no longer configured. */
export async function askMenuPath(): Promise<string | undefined> {
  try {
    const reply = v.safeParse(Answered, await sendToBackground({ kind: "menu-path" }));
    return reply.success ? reply.output.value : undefined;
  } catch {
    // The extension was reloaded or removed.
    return undefined;
  }
}
