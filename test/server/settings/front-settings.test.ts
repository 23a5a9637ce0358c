import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { trustedPeers, forwardedAddress } from "../../../src/server/front/trusted-peers.ts";
import { mistakeIn } from "../../../src/server/settings/settings-mistake.ts";
import { defaultSettings, Settings } from "../../../src/server/settings/settings.ts";

function mistakes(front: Readonly<Record<string, unknown>>): readonly string[] {
  return v.safeParse(Settings, { ...defaultSettings, front }).issues?.map(mistakeIn) ?? [];
}

describe("the settings of a front", () => {
  test("need its form alone", () => {
    expect(mistakes({ form: "nginx" })).toEqual([]);
    expect(mistakes({ form: "squid" })).toEqual([expect.stringContaining("front.form")]);
  });

  test.each([
    [{ header: "X_SSL_Client_Cert" }, "without underscores"],
    [{ trust: ["10.0.0.0/33"] }, "an IP address, or a network"],
    [{ trust: ["front.example.jp"] }, "an IP address, or a network"],
    [{ listen: { path: "front.sock" } }, "front.listen"],
    [{ listen: { path: "/run/front.sock", port: 1 } }, "front.listen"],
    [{ listen: [] }, "front.listen"],
    [{ listen: { path: "/run/front.sock", serverName: "other.example" } }, "one of the hosts app.localhost"],
    [{ publicPort: 0 }, "front.publicPort"],
  ])("refuse %j", (wrong, why) => {
    expect(mistakes({ form: "rfc9440", ...wrong }).join("; ")).toContain(why);
  });

  test("name the host of each listener for a load balancer that cannot pass the name of the handshake", () => {
    expect(mistakes({ form: "alb" })).toEqual([expect.stringContaining("front.listen.serverName")]);
    expect(mistakes({ form: "alb", listen: [{ host: "::1", port: 1, serverName: "app.localhost" }] })).toEqual([]);
  });
});

describe("the client's address behind a front", () => {
  const isTrusted = trustedPeers(["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"]);

  test.each([
    ["203.0.113.9", "127.0.0.1", "203.0.113.9"],
    ["1.2.3.4, 203.0.113.9", "127.0.0.1", "203.0.113.9"],
    ["203.0.113.9, 10.1.2.3", "127.0.0.1", "203.0.113.9"],
    ["203.0.113.9, 198.51.100.1", undefined, "198.51.100.1"],
    ["10.1.2.3", "10.0.0.1", "10.1.2.3"],
    [undefined, "198.51.100.1", "198.51.100.1"],
    ["[2001:db9::1]:443", "2001:db8::7", "2001:db9::1"],
    ["::ffff:10.1.1.1, ::ffff:203.0.113.9", "::ffff:127.0.0.1", "203.0.113.9"],
    ["<script>", "10.0.0.1", "10.0.0.1"],
    [undefined, undefined, ""],
  ])("in %j from %j is %j", (forwarded, peer, client) => {
    expect(forwardedAddress(forwarded, peer, isTrusted)).toBe(client);
  });
});
