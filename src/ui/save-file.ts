/** How long the object URL stays valid for the browser to start the download, in milliseconds. */
const urlLifetime = 60_000;

/** Hands a file to the browser as a download, by clicking a link with a `download` attribute. */
export function saveFile(document: Document, name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), urlLifetime);
}
