import type { ExtensionMessage } from "../../protocol/extension-message.ts";
import { paths } from "../../protocol/paths.ts";
import { askService } from "./ask-service.ts";
import type { Caller } from "./caller.ts";

/**
 * Tells the service how far a replacement has come.
 *
 * @throws Failed with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function report(
  { origin }: Caller,
  message: Extract<ExtensionMessage, { kind: "report" }>,
): Promise<void> {
  await askService(origin, paths.stage, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(message.report),
  });
}
