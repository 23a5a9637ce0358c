import { RenewalError } from "../../protocol/failure.ts";

/**
 * Saves a text to the download folder, as a click on a link with `download` does. The link stands in a frame of its
 * own: a page hears of every download that its own document starts, with the address (`navigation.onnavigate`), and
 * could fetch the text from there. A frame inside of a closed shadow root is none that the page can reach.
 *
 * In Firefox a page's policy can keep the frame from saving (`frame-src`). The page's own script then saves without
 * one; the extension's must not.
 *
 * @param beside an element inside of the root; the frame comes after it
 * @param refused told where the policy has kept the extension from saving
 * @returns what withdraws the text and the frame
 * @throws RenewalError `download-failed` where the browser gives no frame
 */
export function saveText(beside: Element, name: string, text: string, refused: () => void): () => void {
  const document = beside.ownerDocument;
  const frame = document.createElement("iframe");
  frame.hidden = true;
  beside.after(frame);
  const inner = frame.contentDocument;
  if (inner === null) {
    frame.remove();
    throw new RenewalError("download-failed", "The browser gave no frame to save from.");
  }
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const violated = ({ isTrusted, effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    if (!isTrusted || effectiveDirective !== "frame-src" || !blockedURI.startsWith("blob")) return;
    document.removeEventListener("securitypolicyviolation", violated);
    // The world of a content script is a window's in Chromium, where this does not happen, and its own in Firefox.
    if (globalThis === document.defaultView) clickOnLink(document.createElement("a"), address, name);
    else refused();
  };
  document.addEventListener("securitypolicyviolation", violated);
  const link = inner.createElement("a");
  inner.body.append(link);
  clickOnLink(link, address, name);
  return () => {
    document.removeEventListener("securitypolicyviolation", violated);
    URL.revokeObjectURL(address);
    frame.remove();
  };
}

function clickOnLink(link: HTMLAnchorElement, address: string, name: string): void {
  link.href = address;
  link.download = name;
  link.click();
}
