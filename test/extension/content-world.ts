import type { CDPSession, Page, Protocol } from "puppeteer";
import * as v from "valibot";
import type { ExtensionMessage } from "../../src/protocol/extension-message.ts";
import { extensionId } from "./extension-id.ts";

/** Whether a content script of the extension runs in a page. */
export async function hasContentScript(page: Page): Promise<boolean> {
  const session = await page.createCDPSession();
  try {
    return (await contentContext(session)) !== undefined;
  } finally {
    // The page may have been closed meanwhile, and its sessions with it.
    await session.detach().catch(() => undefined);
  }
}

/** Sends a message like the extension's content script in a page, and returns the background's reply. */
export function sendFromContentScript(page: Page, message: ExtensionMessage): Promise<unknown> {
  return runInContentWorld(page, `chrome.runtime.sendMessage(${JSON.stringify(message)})`);
}

/** Runs an expression in the extension's isolated world in a page, and returns its value. */
export async function runInContentWorld(page: Page, expression: string): Promise<unknown> {
  const session = await page.createCDPSession();
  try {
    const contextId = await contentContext(session);
    if (contextId === undefined) throw new Error("No content script runs in this page.");
    const { result } = await session.send("Runtime.evaluate", { contextId, expression, awaitPromise: true, returnByValue: true });
    return result.value;
  } finally {
    // The page may have been closed meanwhile, and its sessions with it.
    await session.detach().catch(() => undefined);
  }
}

const OfFrame = v.object({ frameId: v.string() });

/** The extension's isolated world in a page's top frame; the frame for saving text has a separate one. */
async function contentContext(session: CDPSession): Promise<number | undefined> {
  const contexts: Protocol.Runtime.ExecutionContextDescription[] = [];
  session.on("Runtime.executionContextCreated", ({ context }) => contexts.push(context));
  // The browser reports all existing contexts before it responds.
  await session.send("Runtime.enable");
  const { frameTree } = await session.send("Page.getFrameTree");
  const inTop = ({ auxData }: Protocol.Runtime.ExecutionContextDescription): boolean =>
    v.parse(OfFrame, auxData).frameId === frameTree.frame.id;
  return contexts.find((context) => context.origin === `chrome-extension://${extensionId}` && inTop(context))?.id;
}
