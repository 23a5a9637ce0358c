import { expect, test, vi } from "vitest";
import { registerDetection } from "../../src/extension/background/register-detection.ts";
import { builtInSites, patternOf } from "../../src/extension/sites/sites.ts";

const declared = "https://weborca.cloud.orcamo.jp/*";
const registerContentScripts = vi.hoisted(() => vi.fn());

// The manifest of an earlier version, which has one built-in site; the person has allowed all hosts.
vi.mock("webextension-polyfill", () => ({
  default: {
    runtime: { getManifest: () => ({ content_scripts: [{ matches: ["https://weborca.cloud.orcamo.jp/*"], js: ["detect.js"] }] }) },
    storage: { local: { get: () => Promise.resolve({}) }, managed: { get: () => Promise.resolve({}) } },
    permissions: { contains: () => Promise.resolve(true) },
    scripting: { getRegisteredContentScripts: () => Promise.resolve([]), registerContentScripts },
  },
}));

test("a built-in site that the manifest does not name is detected once its host is allowed, like one that was added", async () => {
  await registerDetection();
  const later = builtInSites.map(patternOf).filter((pattern) => pattern !== declared);
  expect(later.length).toBeGreaterThan(0);
  expect(registerContentScripts.mock.lastCall).toEqual([
    [{ id: "granted-sites", matches: later, js: ["detect.js"], runAt: "document_start" }],
  ]);
});
