import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { defaultProducts } from "../../../src/server/settings/products.ts";
import { needsRestart, takeUpInFlight } from "../../../src/server/settings/settings-in-flight.ts";
import { defaultSettings, Settings } from "../../../src/server/settings/settings.ts";
import { settingsOf } from "../../../src/server/system/read-variables.ts";

describe("changed settings of a running service", () => {
  test("are applied and named, one by one", () => {
    const { kinds, limits } = defaultSettings;
    const { weborca } = defaultProducts;
    const fewer: Settings = {
      ...defaultSettings,
      kinds: kinds.slice(0, -1),
      products: {
        ...defaultProducts,
        weborca: { ...weborca, renewableTypes: [] },
        receipts: { ...weborca, promptDays: 30, renewableTypes: [] },
      },
      limits: { ...limits, requestsPerSecond: 7 },
      unknown: "adopt",
      adoptUntil: "2027-01-01",
      ocsp: { url: "http://pki.example.jp/ocsp", answerHours: 1 },
    };
    const taken = takeUpInFlight(defaultSettings, fewer);
    expect(taken.settings).toEqual(fewer);
    expect(taken.changed.toSorted()).toEqual([
      "adoptUntil",
      "kinds",
      "limits.requestsPerSecond",
      "ocsp",
      "products.receipts",
      "products.weborca.renewableTypes",
      "unknown",
    ]);
    expect(taken.waiting).toEqual([]);
    expect(takeUpInFlight(fewer, defaultSettings).settings).toEqual(defaultSettings);
  });

  test("keep the values of those that need a restart, which are named", () => {
    const { listen, recovery, operations, limits } = defaultSettings;
    const changed: Settings = {
      ...defaultSettings,
      listen: { ...listen, port: 9443 },
      recovery: { listen: { ...recovery.listen, host: "::1" }, assets: "/srv/recovery" },
      operations: { ...operations, port: 9480, names: ["koshin.internal"] },
      limits: { ...limits, requestSeconds: 60, closingSeconds: 60 },
      database: "postgres://koshin@db.example/koshin",
      webapp: { assets: "/srv/webapp" },
    };
    const taken = takeUpInFlight(defaultSettings, changed);
    expect(taken.changed.toSorted()).toEqual(["limits.closingSeconds", "operations.names", "recovery.assets"]);
    expect(taken.waiting.toSorted()).toEqual([
      "database",
      "limits.requestSeconds",
      "listen.port",
      "operations.port",
      "recovery.listen.host",
      "webapp",
    ]);
    const { database, webapp } = taken.settings;
    expect([taken.settings.listen, taken.settings.recovery, database, webapp]).toEqual([
      listen,
      { listen: recovery.listen, assets: "/srv/recovery" },
      undefined,
      undefined,
    ]);
  });

  test("are none where nothing has changed", () => {
    const read = v.parse(v.pipe(v.string(), v.parseJson(), Settings), JSON.stringify(defaultSettings));
    expect(takeUpInFlight(defaultSettings, read)).toEqual({ settings: defaultSettings, changed: [], waiting: [] });
  });

  test("need a restart where a listener, the database or the web app is concerned, and nowhere else", () => {
    const names = settingsOf(Settings).flatMap(({ path }) => (needsRestart(path) ? [path.join(".")] : []));
    expect(names).toEqual([
      "listen.host",
      "listen.port",
      "listen.publicPort",
      "recovery.listen.host",
      "recovery.listen.port",
      "recovery.listen.publicPort",
      "front.form",
      "front.listen",
      "front.trust",
      "front.secretFile",
      "front.header",
      "front.serverNameHeader",
      "front.publicPort",
      "proxyProtocol.trust",
      "database",
      "operations.host",
      "operations.port",
      "limits.headerBytes",
      "limits.handshakeSeconds",
      "limits.headerSeconds",
      "limits.requestSeconds",
      "limits.upstreamConnections",
      "limits.upstreamConnectSeconds",
      "webapp.accounts",
      "webapp.assets",
    ]);
  });
});
