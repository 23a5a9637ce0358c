import { describe, expect, it } from "vitest";
import { joinSites, readSiteFile, readSites, siteFrom, writeSiteFile } from "../../src/extension/sites/site-list.ts";

const clinic = { hostname: "clinic.example", menuPath: "/menu" };
const file = (sites: unknown): string => JSON.stringify({ sites });

describe("siteFrom", () => {
  it("takes the host and the port of a URL, and the menu's path", () => {
    expect(siteFrom(" https://Clinic.example/login?a ", "/menu")).toEqual({ site: clinic });
    expect(siteFrom("https://clinic.example:8443", "/menu")).toEqual({ site: { ...clinic, port: 8443 } });
    expect(siteFrom("https://clinic.example", "/#/menu")).toEqual({ site: { ...clinic, menuPath: "/#/menu" } });
  });

  it.each([
    ["http://clinic.example", "/menu", ["url"]],
    ["clinic.example", "/menu", ["url"]],
    ["https://", "/menu", ["url"]],
    ["https://*/", "/menu", ["url"]],
    ["https://*.example/", "/menu", ["url"]],
    ["javascript:alert(1)", "/menu", ["url"]],
    ["", "/menu", ["url"]],
    ["https://clinic.example", "menu", ["menuPath"]],
    ["https://clinic.example", "//evil.example", ["menuPath"]],
    ["https://clinic.example", "/menu?x", ["menuPath"]],
    ["https://clinic.example", "/menu#", ["menuPath"]],
    ["https://clinic.example", "#/menu", ["menuPath"]],
    ["http://clinic.example", "", ["url", "menuPath"]],
  ])("rejects %s with the menu %s, and names the fields %j", (url, menuPath, invalid) => {
    expect(siteFrom(url, menuPath)).toEqual({ invalid });
  });
});

describe("a list's file", () => {
  it("is read back unchanged", () => {
    const sites = [clinic, { hostname: "other.example", menuPath: "/", port: 8443 }];
    expect(readSiteFile(writeSiteFile(sites))).toEqual(sites);
  });

  it.each([
    ["no JSON", "sites"],
    ["nothing", ""],
    ["another file", JSON.stringify({ list: [] })],
    ["a wildcard for every host", file([{ ...clinic, hostname: "*" }])],
    ["a wildcard for every subdomain", file([{ ...clinic, hostname: "*.example" }])],
    ["a host with a path", file([{ ...clinic, hostname: "clinic.example/a" }])],
    ["a host with a port", file([{ ...clinic, hostname: "clinic.example:1" }])],
    ["a host that is not in canonical form", file([{ ...clinic, hostname: "Clinic.example" }])],
    ["a path that is a URL", file([{ ...clinic, menuPath: "https://evil.example/" }])],
    ["a port out of range", file([{ ...clinic, port: 65_536 }])],
    ["an unknown field", file([{ ...clinic, script: "alert(1)" }])],
    ["a duplicate host", file([clinic, clinic])],
  ])("is rejected with %s", (_what, text) => {
    expect(readSiteFile(text)).toBeUndefined();
  });
});

describe("joinSites", () => {
  it("keeps the first entry for a host", () => {
    const other = { hostname: "other.example", menuPath: "/" };
    expect(joinSites([clinic], [{ ...clinic, menuPath: "/else" }, other])).toEqual([clinic, other]);
  });
});

describe("an administrator's list", () => {
  const other = { hostname: "other.example", menuPath: "/", port: 8443 };

  it.each([
    ["a wildcard", { ...clinic, hostname: "*.example" }, "hostname"],
    ["no host", { menuPath: "/" }, "hostname"],
    ["no menu", { hostname: "clinic.example" }, "menuPath"],
    ["a menu that is a URL", { ...clinic, menuPath: "https://evil.example/" }, "menuPath"],
    ["a port in words", { ...clinic, port: "443" }, "port"],
    ["an unknown field", { ...clinic, menupath: "/menu" }, "menupath"],
    ["no entry", "clinic.example", undefined],
  ])("skips the entry with %s, names its field, and keeps the others", (_what, entry, field) => {
    expect(readSites([other, entry])).toEqual({ sites: [other], faults: [{ position: 2, field, duplicate: false }] });
  });

  it("keeps the first of two entries for a host, and names the second", () => {
    const again = { ...clinic, menuPath: "/else" };
    expect(readSites([clinic, again, other])).toEqual({
      sites: [clinic, other],
      faults: [{ position: 2, field: "hostname", duplicate: true }],
    });
  });
});
