import { describe, expect, test } from "vitest";
import { servedHost } from "../../../src/server/routes/http/hosts.ts";
import { defaultKinds, kindOf } from "../../../src/server/settings/kinds.ts";
import { productNamed } from "../../../src/server/settings/products.ts";
import { defaultSettings, underVariables, type Settings } from "../../../src/server/settings/settings.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";

test.each([
  ["client28", "client"],
  ["db17", "db"],
  ["api170", "api"],
  ["backup3", "backup"],
  ["client", "other"],
  ["Client28", "other"],
  ["client28x", "other"],
  ["xclient28", "other"],
  ["", "other"],
])("%o is of the kind %s", (cn, type) => {
  expect(kindOf(defaultKinds, cn)?.name ?? "other").toBe(type);
});

const clinics = {
  ...defaultSettings,
  hosts: {
    ...defaultSettings.hosts,
    app: [{ host: "app.localhost", product: "clinic" }],
    auth: [{ host: "localhost", product: "clinic", origin: "https://programs.example.jp" }],
  },
  kinds: [
    { name: "desk", pattern: "[A-Z]{2}-desk-\\d+", texts: { ja: "受付の証明書", en: "desk certificate" }, validityDays: 400 },
    { name: "person", pattern: ".+@clinic\\.example", texts: { ja: "個人の証明書", en: "personal certificate" } },
  ],
  products: {
    clinic: { renewableTypes: ["desk", "other"], acceptDays: 60, promptDays: 30, furtherKeyKinds: [] },
  },
};

function fault(settings: Settings): string {
  try {
    underVariables(settings, "koshin.json");
    return "none";
  } catch (error) {
    if (error instanceof OperatorError) return error.message;
    throw error;
  }
}

describe("kinds and products of another cloud", () => {
  test("are read from the settings", () => {
    expect(underVariables(clinics, "koshin.json")).toEqual(clinics);
    const clinic = productNamed(clinics, "clinic");
    expect(["JP-desk-1", "JP-desk-1x", "taro@clinic.example"].map(clinic.renews)).toEqual([true, true, false]);
  });

  test("are refused if a product renews a kind that does not exist", () => {
    const { clinic } = clinics.products;
    const products = { clinic: { ...clinic, renewableTypes: ["desks"] } };
    expect(fault({ ...clinics, products })).toContain(
      'products.clinic.renewableTypes.0 is "desks", and must be the name of a kind: ',
    );
  });

  test.each([
    ["a pattern that is not an expression", { pattern: "(" }, "kinds.0.pattern"],
    ["a name with capitals", { name: "Desk" }, "kinds.0.name"],
    ["the name of those that match none", { name: "other" }, "kinds.0.name"],
    ["a validity longer than any", { validityDays: 1097 }, "kinds.0.validityDays"],
  ])("are refused with %s", (_, change, place) => {
    const [desk, ...others] = clinics.kinds;
    if (desk === undefined) throw new Error("No kind.");
    expect(fault({ ...clinics, kinds: [{ ...desk, ...change }, ...others] })).toContain(`: ${place} is `);
  });

  test("are refused if two kinds have one name", () => {
    const [desk] = clinics.kinds;
    if (desk === undefined) throw new Error("No kind.");
    expect(fault({ ...clinics, kinds: [desk, ...clinics.kinds] })).toContain("kinds.1.name is ");
  });

  test.each([
    ["a host of a product that does not exist", { app: [{ host: "app.localhost", product: "x" }] }, "hosts.app.0.product is "],
    ["a name alone if there is no product for it", { auth: "localhost" }, "hosts.auth is "],
    ["two hosts of one name", { auth: [{ host: "app.localhost", product: "clinic" }] }, "hosts is "],
    [
      "an origin with a path",
      { app: [{ host: "app.localhost", product: "clinic", origin: "https://a.example/x" }] },
      "hosts.app.0.origin is ",
    ],
    ["an empty list", { app: [] }, "hosts.app is "],
  ])("are refused with %s", (_, change, place) => {
    expect(fault({ ...clinics, hosts: { ...clinics.hosts, ...change } })).toContain(`: ${place}`);
  });

  test("leave one name for the app and the auth host what it was: the app's", () => {
    const hosts = { ...defaultSettings.hosts, auth: "app.localhost" };
    expect(fault({ ...defaultSettings, hosts })).toBe("none");
    expect(servedHost(hosts, "app.localhost:8443")).toMatchObject({ role: "app", site: { product: "weborca" } });
  });

  test("have no rules for a product that the settings do not contain", () => {
    expect(() => productNamed(clinics, "toString")).toThrow(OperatorError);
  });
});
