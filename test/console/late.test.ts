import { afterAll, beforeAll, test } from "vitest";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { Office, press, reads, readsText } from "./office.ts";

const computer = sharedComputer();
let office: Office;
beforeAll(async () => {
  office = await Office.open({ computer });
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

test("a screen whose script cannot be loaded says so, and is there once it can", async () => {
  const { page } = await office.comeIn();
  await reads(page, "システム通知");
  await using owned = new AsyncDisposableStack();
  const network = await page.createCDPSession();
  owned.defer(async () => await network.detach());
  await network.send("Network.enable");
  await network.send("Network.setBlockedURLs", { urls: ["*login-history-page.js"] });
  await press(page, "ログイン履歴", "link");
  await readsText(page, "サーバーに接続できませんでした");
  await network.send("Network.setBlockedURLs", { urls: [] });
  await press(page, "もう一度");
  await page.locator(".logins tbody tr").wait();
});
