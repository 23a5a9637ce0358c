import { describe, expect, it } from "vitest";
import { readCaller } from "../../src/extension/service/caller.ts";

const ownId = "abcdefghijklmnopabcdefghijklmnop";
const sender = {
  id: ownId,
  url: "https://app.localhost:8443/menu",
  origin: "https://app.localhost:8443",
  frameId: 0,
  documentId: "D1",
  tab: { id: 7, incognito: false, url: "https://app.localhost:8443/menu" },
};

describe("readCaller", () => {
  it("takes origin, tab and document from the browser", () => {
    expect(readCaller(sender, ownId)).toEqual({
      origin: "https://app.localhost:8443",
      tabId: 7,
      documentId: "D1",
      inPrivate: false,
    });
  });

  it("takes from the browser whether the window is private", () => {
    expect(readCaller({ ...sender, tab: { ...sender.tab, incognito: true } }, ownId)?.inPrivate).toBe(true);
  });

  it("takes the origin from the URL if the browser does not report it", () => {
    expect(readCaller({ ...sender, origin: undefined }, ownId)?.origin).toBe("https://app.localhost:8443");
  });

  it("prefers the origin to the URL, because a sandboxed page has an opaque origin", () => {
    expect(readCaller({ ...sender, origin: "null" }, ownId)?.origin).toBe("null");
  });

  it.each([
    ["another extension", { ...sender, id: "ponmlkjihgfedcbaponmlkjihgfedcba" }],
    ["a frame inside the page", { ...sender, frameId: 3 }],
    ["an extension page, which has no tab", { id: ownId, url: `chrome-extension://${ownId}/pages/popup.html` }],
    ["no document", { ...sender, documentId: undefined }],
    ["no URL", { ...sender, url: undefined, origin: undefined }],
    ["nothing", undefined],
  ])("rejects %s", (_who, stranger) => {
    expect(readCaller(stranger, ownId)).toBeUndefined();
  });
});
