import { RenewalError } from "../../protocol/failure.ts";

/**
 * Saves a file to the download folder, by clicking a link with a `download` attribute. The link is in a separate frame:
 * a page can observe every download that its own document starts, with the URL (`navigation.onnavigate`), and could
 * fetch the file from there. A page cannot reach a frame inside a closed shadow root.
 *
 * In Firefox a page's content security policy can keep the frame from saving (`frame-src`). The page's own script then
 * saves without a frame; the extension's must not.
 *
 * @param beside an element inside the root, after which the frame is inserted
 * @param refused called if the policy has kept the extension from saving
 * @returns revokes the file's URL and removes the frame
 * @throws RenewalError `download-failed` if the browser creates no frame
 */
export function saveFile(beside: Element, name: string, file: Blob, refused: () => void): () => void {
  const document = beside.ownerDocument;
  const frame = document.createElement("iframe");
  frame.hidden = true;
  beside.after(frame);
  const inner = frame.contentDocument;
  if (inner === null) {
    frame.remove();
    throw new RenewalError("download-failed", "The browser did not create a frame to save from.");
  }
  const url = URL.createObjectURL(file);
  const violated = ({ isTrusted, effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    if (!isTrusted || effectiveDirective !== "frame-src" || !blockedURI.startsWith("blob")) return;
    document.removeEventListener("securitypolicyviolation", violated);
    // In Firefox, a content script's global object is not the window. In Chromium it is, but this event does not occur there.
    if (globalThis === document.defaultView) clickOnLink(document.createElement("a"), url, name);
    else refused();
  };
  document.addEventListener("securitypolicyviolation", violated);
  const link = inner.createElement("a");
  inner.body.append(link);
  clickOnLink(link, url, name);
  return () => {
    document.removeEventListener("securitypolicyviolation", violated);
    URL.revokeObjectURL(url);
    frame.remove();
  };
}

function clickOnLink(link: HTMLAnchorElement, url: string, name: string): void {
  link.href = url;
  link.download = name;
  link.click();
}
