import { describe, expect, it } from "vitest";
import { builtInSites, isMenu, siteOf } from "../../src/extension/sites/sites.ts";

describe("siteOf", () => {
  it.each(["https://app.localhost:8443/menu", "https://app.localhost", "https://app.localhost:50123/a?b#c"])(
    "finds %s on every port",
    (url) => {
      expect(siteOf(url, builtInSites)).toMatchObject({ hostname: "app.localhost" });
    },
  );

  it.each([
    "http://app.localhost:8443/menu",
    "https://localhost:8443/menu",
    "https://evil.app.localhost/menu",
    "https://evil.weborca.cloud.orcamo.jp/",
    "https://app.localhost.evil.example/menu",
    "https://evil.example/https://app.localhost/menu",
    "https://app.localhost@evil.example/menu",
    "null",
    "",
  ])("does not find %s", (url) => {
    expect(siteOf(url, builtInSites)).toBeUndefined();
  });
});

describe("isMenu", () => {
  it("compares only the path, whatever follows it", () => {
    const site = { hostname: "app.localhost", menuPath: "/menu" };
    expect(isMenu(site, "https://app.localhost:8443/menu?a#b")).toBe(true);
    expect(isMenu(site, "https://app.localhost:8443/menu/")).toBe(false);
    expect(isMenu(site, "https://app.localhost:8443/login?next=/menu")).toBe(false);
  });

  it("tells apart pages that differ only in their fragment, if the menu has one", () => {
    const site = { hostname: "app.localhost", menuPath: "/#/menu" };
    expect(isMenu(site, "https://app.localhost:8443/#/menu")).toBe(true);
    expect(isMenu(site, "https://app.localhost:8443/?a#/menu?b")).toBe(true);
    expect(isMenu(site, "https://app.localhost:8443/#/login")).toBe(false);
    expect(isMenu(site, "https://app.localhost:8443/app#/menu")).toBe(false);
    expect(isMenu(site, "https://app.localhost:8443/")).toBe(false);
  });
});
