import { RenewalError } from "./renewal-error.ts";

/**
 * Saves a text to the download folder, as a click on a link with `download` does. The link stands in a frame of its
 * own: a page hears of every download that its own document starts, with the address (`navigation.onnavigate`), and
 * could fetch the text from there. A frame inside of a closed shadow root is none that the page can reach.
 *
 * @param beside an element inside of the root; the frame comes after it
 * @returns what withdraws the text and the frame
 * @throws RenewalError `download-failed` where the browser gives no frame
 */
export function saveText(beside: Element, name: string, text: string): () => void {
  const frame = beside.ownerDocument.createElement("iframe");
  frame.hidden = true;
  beside.after(frame);
  const inner = frame.contentDocument;
  if (inner === null) {
    frame.remove();
    throw new RenewalError("download-failed", "The browser gave no frame to save from.");
  }
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = inner.createElement("a");
  link.href = address;
  link.download = name;
  inner.body.append(link);
  link.click();
  return () => {
    URL.revokeObjectURL(address);
    frame.remove();
  };
}
